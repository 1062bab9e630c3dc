// The workflow's file against the code: names, errors, placeholders, ways out (DESIGN §3).
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { placeholderOf } from '#infra/constructs/workflow.ts';
import { functions } from '#infra/functions.ts';
import { transientErrors, waitOutcomes } from '#kernel/errors.ts';
import { root } from './synthesize.ts';

type Handler = { ErrorEquals: string[]; Next?: string; MaxAttempts?: number };
type State = {
  Type: string;
  Resource?: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string }[];
  Retry?: Handler[];
  Catch?: Handler[];
  TimeoutSeconds?: number | string;
};
type Definition = { QueryLanguage: string; StartAt: string; States: Record<string, State> };

const files = globSync('workflows/*.asl.json', { cwd: root });
const steps = functions.filter(({ trigger }) => trigger.by === 'step');

/** Names under which the services themselves report what a repeat may cure. */
const serviceErrors =
  /^(Lambda\.(ServiceException|AWSLambdaException|SdkClientException|TooManyRequestsException)|DynamoDb\.(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|InternalServerError)Exception|DynamoDb\.SdkClientException)$/;

it('there is a workflow', () => expect(files.map((file) => basename(file))).toContain('hotline-case.asl.json'));

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');
  const definition = JSON.parse(text) as Definition;
  const states = Object.entries(definition.States);
  const filled = text
    .replaceAll(/"\$\{(\w+Arn)\}"/g, '"arn:aws:lambda:us-east-1:111111111111:function:$1"')
    .replaceAll(/\$\{Partition\}/g, 'aws');
  const nextOf = ({ Next, Default, Choices = [], Catch = [] }: State): string[] =>
    [Next, Default, ...Choices.map((choice) => choice.Next), ...Catch.map((handler) => handler.Next)].filter(
      (name) => name !== undefined,
    );

  it('is valid, in JSONata throughout', () => {
    const result = validate(JSON.parse(filled));
    expect(result.isValid, result.isValid ? '' : result.errorsText()).toBe(true);
    expect(definition.QueryLanguage).toBe('JSONata');
    expect(text).not.toMatch(/"(InputPath|OutputPath|ResultPath|Parameters|ResultSelector)"/);
  });

  it('has placeholders that the stack fills, and none besides', () => {
    const used = new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(
      [...steps.map(({ name }) => placeholderOf(name)), 'MattersTable', 'Partition'].sort(),
    );
  });

  it('has one name for a state and its function', () => {
    for (const [name, { Resource }] of states) {
      if (Resource?.startsWith('${') !== true) continue;
      expect(Resource).toBe(`\${${placeholderOf(name.toLowerCase().replaceAll(' ', '-'))}}`);
    }
  });

  it('retries only what a repeat may cure, by name', () => {
    for (const [name, { Retry = [] }] of states) {
      for (const error of Retry.flatMap(({ ErrorEquals }) => ErrorEquals)) {
        expect(serviceErrors.test(error) || transientErrors.some((known) => known === error), `${name}: ${error}`).toBe(
          true,
        );
      }
      for (const { MaxAttempts } of Retry) expect(MaxAttempts).toBeLessThanOrEqual(10);
    }
  });

  it('catches outcomes that the code names, timeouts of waits, and everything else last', () => {
    for (const [name, { Catch = [], Resource = '' }] of states) {
      const caught = Catch.flatMap(({ ErrorEquals }) => ErrorEquals);
      for (const error of caught.slice(0, -1)) {
        const known =
          waitOutcomes.some((outcome) => outcome === error) ||
          (error === 'States.Timeout' && Resource.endsWith('.waitForTaskToken'));
        expect(known, `${name}: ${error}`).toBe(true);
      }
      if (caught.length > 0) expect(caught.at(-1), name).toBe('States.ALL');
    }
  });

  it('names in the workflow every outcome that the code can send', () => {
    const caught = new Set(states.flatMap(([, { Catch = [] }]) => Catch.flatMap(({ ErrorEquals }) => ErrorEquals)));
    for (const outcome of waitOutcomes) expect(caught).toContain(outcome);
  });

  it('lets every task time out, and every one but the last resort be caught', () => {
    for (const [name, { Type, TimeoutSeconds, Catch, Retry }] of states) {
      if (Type !== 'Task') continue;
      expect(TimeoutSeconds, name).toBeDefined();
      expect(Retry, name).toBeDefined();
      if (name !== 'Hand to duty officer') expect(Catch?.at(-1)?.Next, name).toBe('Hand to duty officer');
    }
  });

  it('reaches every state, and goes nowhere else', () => {
    const reached = new Set([definition.StartAt, ...states.flatMap(([, state]) => nextOf(state))]);
    expect([...reached].sort()).toEqual(states.map(([name]) => name).sort());
  });
});
