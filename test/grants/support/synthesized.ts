// The template whose grants are taken away: the sample city's, with one source that wants to hear of its
// cases, and a model that is asked for a second opinion.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { TestProject } from 'vitest/node';
import { defineStacks } from '#infra/define-stacks.ts';
import { loadPack } from '../../../cities/load-pack.ts';
import { textForTheModel } from './text-for-the-model.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Port of this machine at which the source `mini-program` wants to hear. */
    hearingPort: number;
  }
}

const root = join(import.meta.dirname, '../../..');

export const setup = async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const hearingPort = await freePort();
  const model = await openModel();
  const pack = loadPack(join(root, 'cities/linjiang'));
  const sources = pack.city.sources.map((source) =>
    source.id === 'mini-program' ? { ...source, outboundUrl: `http://127.0.0.1:${hearingPort}/hook` } : source,
  );
  const secondOpinion = { url: `http://127.0.0.1:${model.port}/ask`, sure: 0.8, perHour: 100, seconds: 5 };
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
  return model.close;
};

/** The city's own model: it knows the answer to one request only, so that others go to the duty desk as ever. */
const openModel = async (): Promise<{ port: number; close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { text, candidates } = JSON.parse(Buffer.concat(chunks).toString());
      const path = text === textForTheModel ? candidates[0].path : null;
      response.end(JSON.stringify({ path, confidence: 1 }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((closed) => server.close(() => closed())) };
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
