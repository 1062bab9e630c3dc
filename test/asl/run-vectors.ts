// npm run test:asl [-- FILE.json …] [--json]: runs conformance vectors and ends with "N passed, N failed".
import { judge, type Verdict } from './judge.ts';
import { ownFiles, readVectors, recordedFiles } from './vector.ts';

const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const asJson = process.argv.includes('--json');
const recorded = recordedFiles();
const files = named.length > 0 ? named : [...ownFiles(), ...recorded];

if (named.length === 0 && recorded.length === 0)
  console.log('The recorded vectors are not at hand (ASL_VECTORS=FOLDER says where they are): our own only.');

const verdicts: (Verdict & { file: string })[] = [];
for (const file of files) for (const vector of readVectors(file)) verdicts.push({ file, ...(await judge(vector)) });

const failed = verdicts.filter(({ passed }) => !passed);
if (asJson) {
  console.log(JSON.stringify(verdicts, null, 1));
} else {
  for (const { id, feature, levels } of failed) {
    console.log(`FAILED [${feature}] ${id}`);
    for (const [level, { path, expected, actual }] of Object.entries(levels))
      console.log(`  ${level}: at ${path}: expected ${short(expected)}, got ${short(actual)}`);
  }
}
console.log(`${verdicts.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
