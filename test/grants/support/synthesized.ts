// The template whose grants are taken away: the sample city's, with one source that wants to hear of its
// cases, and a model that is asked for a second opinion.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { TestProject } from 'vitest/node';
import { defineStacks } from '#infra/define-stacks.ts';
import { loadPack } from '../../../cities/load-pack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port of this machine at which the source `mini-program` wants to hear. */
    hearingPort: number;
    /** Port of this machine at which the city's own model would answer. */
    modelPort: number;
  }
}

const root = join(import.meta.dirname, '../../..');

export const setup = async ({ provide }: TestProject): Promise<void> => {
  const [hearingPort, modelPort] = [await freePort(), await freePort()];
  const pack = loadPack(join(root, 'cities/linjiang'));
  const sources = pack.city.sources.map((source) =>
    source.id === 'mini-program' ? { ...source, outboundUrl: `http://127.0.0.1:${hearingPort}/hook` } : source,
  );
  const secondOpinion = { url: `http://127.0.0.1:${modelPort}/ask`, sure: 0.8, perHour: 100, seconds: 5 };
  const outdir = join(root, '.jiesu/grants.cdk.out');
  const app = new App({ outdir, analyticsReporting: false });
  await defineStacks(
    app,
    { stage: 'dev', city: 'linjiang' },
    { root, pack: { ...pack, city: { ...pack.city, sources }, triage: { ...pack.triage, secondOpinion } } },
  );
  app.synth();
  provide('cdkOut', outdir);
  provide('hearingPort', hearingPort);
  provide('modelPort', modelPort);
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
