// The engine alone over one data file, with steps that answer at once.
import { createStates } from '#local/states/create-states.ts';
import { openStorage } from '#local/storage.ts';
import { sixSteps } from './six-steps.ts';

const root = { accessKeyId: 'local', roleArn: 'root' } as const;

/** Promises by key, whoever asks first. */
const meetings = <T>() => {
  const open = new Map<string, PromiseWithResolvers<T>>();
  const at = (key: string): PromiseWithResolvers<T> => {
    const known = open.get(key) ?? Promise.withResolvers<T>();
    open.set(key, known);
    return known;
  };
  const take = async (key: string): Promise<T> => {
    const value = await at(key).promise;
    open.delete(key);
    return value;
  };
  return { at, take };
};

/** Opens `file`; the state machine of six steps and a signal is there. Every answer comes after its fsync. */
export const openEngine = async (file: string) => {
  const storage = openStorage(file);
  const tokens = meetings<string>();
  const ends = meetings<void>();
  const states = createStates({
    storage,
    clock: { now: Date.now },
    wake: () =>
      void setImmediate(() => {
        if (storage.db.isOpen) states.runDue();
      }),
    invokeLambda: async ({ functionArn, payload }) => {
      const { id, token } = JSON.parse(payload);
      if (functionArn.endsWith(':ask')) tokens.at(id).resolve(token);
      return { payload: JSON.stringify({ id }), requestId: id };
    },
    callService: () => Promise.reject(new Error('no service here')),
    accountId: '111111111111',
    region: 'us-east-1',
    partition: 'aws',
  });
  states.onStatusChange(({ detail }) => {
    if (detail['status'] !== 'RUNNING') ends.at(String(detail['name'])).resolve();
  });
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:six-steps';
  const roleArn = 'arn:aws:iam::111111111111:role/bench';
  await states.api('CreateStateMachine', { name: 'six-steps', definition: sixSteps, roleArn }, root);

  const start = (name: string) => states.api('StartExecution', { stateMachineArn, name, input: '{}' }, root);
  const signal = async (id: string) =>
    states.api('SendTaskSuccess', { taskToken: await tokens.take(id), output: '{"said":true}' }, root);
  const ended = (id: string) => ends.take(id);
  return {
    db: storage.db,
    start,
    signal,
    ended,
    /** One execution that waits for its signal, and will not get it. */
    async parkOne(id: string): Promise<void> {
      await start(id);
      await tokens.take(id);
      await storage.write(() => undefined);
    },
    async runThrough(id: string): Promise<void> {
      await start(id);
      await signal(id);
      await ended(id);
    },
    /** What a start has to look at has been looked at. */
    async ready(): Promise<void> {
      states.runDue();
      while (states.inFlight() > 0) await new Promise((wake) => setImmediate(wake));
    },
    close: () => storage.close(),
  };
};
