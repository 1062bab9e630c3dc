// What there is, what was used, and what shall go wrong.
import type { Ledger } from '../iam/ledger.ts';
import type { Functions } from '../lambda/functions.ts';
import type { DynamoPart } from '../parts.ts';
import type { Queue, Queues } from '../sqs/queues.ts';
import { type ControlRoutes, jsonAnswer, problem } from './answer.ts';
import type { Faults } from './faults.ts';
import type { Resources } from './resources.ts';

export function inspectionRoutes(options: {
  resources(): Resources;
  functions: Functions;
  dynamo: DynamoPart;
  queues: Queues;
  faults: Faults;
  ledger: Ledger;
}): ControlRoutes {
  const { functions, dynamo, faults, ledger } = options;
  const access = (): object => ({ grants: ledger.grants(), denials: ledger.denials() });
  const consumed = (): Record<string, unknown> =>
    Object.fromEntries(options.resources().tables.map(({ name }) => [name, dynamo.consumed(name)]));
  return {
    'GET /_local/resources': async () => jsonAnswer(200, options.resources()),
    'GET /_local/consumed': async () => jsonAnswer(200, consumed()),
    'DELETE /_local/consumed': async () => {
      dynamo.resetConsumed();
      return jsonAnswer(200, consumed());
    },
    'GET /_local/queues': async () => jsonAnswer(200, options.queues.all().map(filling)),
    'GET /_local/invocations': async () => jsonAnswer(200, functions.counts()),
    'DELETE /_local/invocations': async () => {
      functions.resetCounts();
      return jsonAnswer(200, functions.counts());
    },
    'GET /_local/access': async () => jsonAnswer(200, access()),
    'DELETE /_local/access': async () => {
      ledger.reset();
      return jsonAnswer(200, access());
    },
    'GET /_local/faults': async () => jsonAnswer(200, faults.list()),
    'POST /_local/faults': async ({ body }) => {
      const wrong = faults.add(body);
      if (wrong.length > 0) return problem(422, wrong.join('; '));
      return jsonAnswer(200, faults.list());
    },
    'DELETE /_local/faults': async () => {
      faults.clear();
      return jsonAnswer(200, []);
    },
  };
}

function filling({ plan, state }: Queue): object {
  const counts = state.counts();
  return { name: plan.name, messages: counts.visible + counts.out + counts.delayed, ...counts };
}
