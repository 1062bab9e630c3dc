// GET, POST and DELETE /_local/failpoints: where this process shall end, for tests of what survives it.
import { ArmedFailpoint, arm, armedFailpoint, FailpointPlace } from '../failpoints.ts';
import { type ControlRoutes, jsonAnswer, problem } from './answer.ts';

export function failpointRoutes(): ControlRoutes {
  const state = () => jsonAnswer(200, { armed: armedFailpoint() ?? null, places: FailpointPlace.options });
  return {
    'GET /_local/failpoints': async () => state(),
    'POST /_local/failpoints': async ({ body }) => {
      const wanted = ArmedFailpoint.safeParse(body);
      if (!wanted.success) return problem(400, 'give {"place": one of those that GET lists, "nth": from 1}');
      arm(wanted.data);
      return state();
    },
    'DELETE /_local/failpoints': async () => {
      arm(undefined);
      return state();
    },
  };
}
