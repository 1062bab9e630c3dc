// A step of a workflow: parse, load, decide, save, answer where the matter stands (STYLE 9).
import middy from '@middy/core';
import { type Routing, type StepInput, StepInputSchema } from '#schemas/matter.ts';
import { faultFields, log } from './log.ts';

/** An outcome, not a fault: the step's matter does not go where the happy path leads. The message is the routing. */
export class Rerouted extends Error {
  override readonly name = 'Rerouted';
}

type Step = (input: StepInput, times: { occurredAt: string; cause: string }) => Promise<Routing>;

/**
 * Wraps a step. `occurredAt` is the later of the state's entry and a redrive; `cause` identifies this entry, so that a
 * retried invocation is the same command. With `next`, any other destination is thrown as `Rerouted`.
 */
export const defineStep = (name: string, step: Step, next?: string) =>
  middy(async (event: unknown): Promise<Routing> => {
    const input = StepInputSchema.parse(event);
    const occurredAt =
      input.redrivenAt !== undefined && input.redrivenAt > input.enteredAt ? input.redrivenAt : input.enteredAt;
    const cause = `step/${input.execution}/${input.state}/${input.enteredAt}/${input.after ?? 0}`;
    const routing = await step(input, { occurredAt: new Date(occurredAt).toISOString(), cause });
    log.info(name, { matter: input.matter.id, go: routing.go });
    if (next !== undefined && routing.go !== next) throw new Rerouted(JSON.stringify(routing));
    return routing;
  }).onError(({ error }) => {
    if (error instanceof Rerouted) throw error;
    log.error(`${name} failed`, faultFields(error));
    throw error;
  });
