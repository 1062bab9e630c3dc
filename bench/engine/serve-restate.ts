// Restate's side of the comparison: the same six durable steps and one awaited signal as a workflow of its SDK.
// `node bench/engine/serve-restate.ts PORT`; needs `npm ci` in bench/peers.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { stepNames } from './six-steps.ts';

const peers = createRequire(new URL('../peers/package.json', import.meta.url));
const restate = await import(pathToFileURL(peers.resolve('@restatedev/restate-sdk')).href);

type Context = { run(name: string, step: () => unknown): Promise<unknown>; promise(name: string): any; key: string };

const sixSteps = restate.workflow({
  name: 'sixSteps',
  handlers: {
    run: async (context: Context) => {
      for (const name of stepNames) await context.run(name, () => ({ id: context.key }));
      return context.promise('signal');
    },
    signal: async (context: Context) => {
      await context.promise('signal').resolve({ said: true });
    },
  },
});

await restate.serve({ services: [sixSteps], port: Number(process.argv[2]) });
