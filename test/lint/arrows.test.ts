// The arrows of DESIGN §1: who may import whom. Each is tried with a real forbidden import in a folder of its own under
// the project's own settings, so a rule that was dropped or misspelt is seen here and not a year later.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
let house = '';

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'jiesu-arrows-'));
  copyFileSync(join(root, 'biome.json'), join(house, 'biome.json'));
  writeFileSync(join(house, '.gitignore'), 'node_modules/\n');
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

/** Rules that a file with this content breaks at that place. */
const rulesBroken = (path: string, content: string, others: Record<string, string> = {}): Promise<string[]> => {
  for (const [name, text] of Object.entries({ ...others, [path]: content })) {
    mkdirSync(dirname(join(house, name)), { recursive: true });
    writeFileSync(join(house, name), text);
  }
  return new Promise((resolve, reject) => {
    const biome = join(root, 'node_modules', '.bin', 'biome');
    execFile(biome, ['lint', '--reporter=json', path], { cwd: house, encoding: 'utf8' }, (_fault, stdout, stderr) => {
      try {
        const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; severity: string }[] };
        resolve(diagnostics.filter((one) => one.severity === 'error').map((one) => one.category));
      } catch {
        reject(new Error(`biome did not answer in JSON: ${stdout}\n${stderr}`));
      }
    });
  });
};

const importing = (from: string): string => `import { one } from '${from}';\nexport const two = one;\n`;
const arrow = 'lint/style/noRestrictedImports';

const forbidden: [path: string, imports: string][] = [
  ['schemas/a.ts', '#kernel/matter.ts'],
  ['schemas/a.ts', '#functions/case/case.ts'],
  ['schemas/a.ts', '../functions/case/case.ts'],
  ['schemas/a.ts', 'node:fs'],
  ['schemas/a.ts', '@aws-sdk/client-dynamodb'],
  ['schemas/city/a.ts', '../../cli/sign.ts'],
  ['functions/case/a.ts', '#infra/workflow-stack.ts'],
  ['functions/case/a.ts', '#local/contracts.ts'],
  ['functions/case/a.ts', '#cli/sign.ts'],
  ['functions/case/a.ts', '#test/builders/city.ts'],
  ['functions/case/a.ts', '../../local/contracts.ts'],
  ['functions/a.ts', '../cities/load-pack.ts'],
  ['functions/kernel/a.ts', 'aws-cdk-lib'],
  ['functions/case/decide-a.ts', 'node:crypto'],
  ['functions/case/decide-a.ts', '@aws-sdk/client-dynamodb'],
  ['functions/case/decide-a.ts', '#kernel/clock.ts'],
  ['functions/case/decide-a.ts', '#infra/app.ts'],
  ['infra/a.ts', '#functions/intake/accept-request.ts'],
  ['infra/a.ts', '#kernel/matter.ts'],
  ['infra/constructs/a.ts', '../../functions/kernel/matter.ts'],
  ['infra/a.ts', '#local/contracts.ts'],
  ['infra/a.ts', '#test/builders/city.ts'],
  ['local/states/a.ts', '#schemas/matter.ts'],
  ['local/states/a.ts', '#functions/case/case.ts'],
  ['local/states/a.ts', '../../functions/case/case.ts'],
  ['local/a.ts', '../schemas/matter.ts'],
  ['local/a.ts', '#infra/app.ts'],
  ['local/a.ts', '#cli/sign.ts'],
  ['local/a.ts', 'aws-cdk-lib/aws-lambda'],
  ['cities/a.ts', '#functions/triage/classify.ts'],
  ['cities/a.ts', '../infra/app.ts'],
  ['cli/a.ts', '#functions/intake/verify-signature.ts'],
  ['cli/a.ts', '#kernel/matter.ts'],
  ['cli/a.ts', '#local/main.ts'],
  ['cli/a.ts', '../local/main.ts'],
  ['cli/a.ts', 'aws-cdk-lib'],
];

const allowed: [path: string, imports: string][] = [
  ['schemas/a.ts', 'zod'],
  ['schemas/city/a.ts', './names.ts'],
  ['functions/case/a.ts', '#schemas/matter.ts'],
  ['functions/case/a.ts', '#kernel/matter.ts'],
  ['functions/case/decide-a.ts', '#kernel/matter.ts'],
  ['infra/a.ts', '#schemas/environment.ts'],
  ['infra/a.ts', 'aws-cdk-lib'],
  ['local/states/a.ts', '../contracts.ts'],
  ['cities/a.ts', '#schemas/city/pack.ts'],
  ['cli/a.ts', '#schemas/webhooks.ts'],
  ['cli/commands/a.ts', '#functions/classifier/model.ts'],
  ['cli/commands/a.ts', '#functions/triage/classify.ts'],
  ['test/unit/a.ts', '#functions/case/case.ts'],
  ['test/unit/a.ts', '#local/contracts.ts'],
  ['bench/a.ts', '#kernel/matter.ts'],
];

describe('the arrows between folders', () => {
  it.each(forbidden)('keep %s from importing %s', async (path, from) => {
    expect(await rulesBroken(path, importing(from))).toContain(arrow);
  });

  it.each(allowed)('let %s import %s', async (path, from) => {
    expect(await rulesBroken(path, importing(from))).not.toContain(arrow);
  });

  it('see a forbidden import that is only a type, and one made at run time', async () => {
    expect(await rulesBroken('local/a.ts', `import type { A } from '#schemas/a.ts';\nexport type B = A;\n`)).toContain(
      arrow,
    );
    expect(await rulesBroken('local/a.ts', `export const a = await import('#schemas/a.ts');\n`)).toContain(arrow);
    expect(await rulesBroken('local/a.ts', `export { a } from '#schemas/a.ts';\n`)).toContain(arrow);
  });

  it('do not run in circles', async () => {
    const broken = await rulesBroken('functions/one.ts', importing('./two.ts'), {
      'functions/two.ts': `import { two } from './one.ts';\nexport const one = two;\n`,
    });
    expect(broken).toContain('lint/suspicious/noImportCycles');
  });
});
