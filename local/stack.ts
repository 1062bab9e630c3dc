// Starts a whole stack from a cdk.out folder: reads the templates, makes every part, connects them, opens the port.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Service } from './contracts.ts';
import { clockRoutes } from './control/clock-routes.ts';
import { createControl } from './control/control.ts';
import { failpointRoutes } from './control/failpoint-routes.ts';
import { createFaults, type Faults } from './control/faults.ts';
import { inspectionRoutes } from './control/inspection-routes.ts';
import { pageRoutes } from './control/pages/page-routes.ts';
import { resourcesOf } from './control/resources.ts';
import { sinkRoutes } from './control/sink-routes.ts';
import { createEventBus } from './events/event-bus.ts';
import { createDeliver } from './events/targets.ts';
import { createTicks } from './events/ticks.ts';
import { failpoint } from './failpoints.ts';
import { createAwsCalls } from './gateway/aws-calls.ts';
import { createAwsGateway } from './gateway/aws-gateway.ts';
import { startServer } from './gateway/server.ts';
import { createHttpApi } from './http-api/http-api.ts';
import { createAccess } from './iam/access.ts';
import { encryptionKeys } from './iam/encryption-keys.ts';
import { createIdentityApi } from './iam/identity-api.ts';
import { policiesOf } from './iam/policies-of-template.ts';
import { createLambdaApi } from './lambda/api.ts';
import { createAsyncInvocations } from './lambda/async-invocations.ts';
import { asyncPolicies } from './lambda/async-policies.ts';
import { functionPlans } from './lambda/function-plan.ts';
import { createFunctions } from './lambda/functions.ts';
import { machinePlans, prepareMachines } from './machines.ts';
import { createMailOutcomes } from './mail/outcomes.ts';
import { createMailApi } from './mail/ses-api.ts';
import { openSink } from './mail/sink.ts';
import { readPeople } from './oidc/people.ts';
import { oidcRoutes } from './oidc/provider.ts';
import { isLoopback, type StackOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { RefusedError } from './refusal.ts';
import { createObjects } from './s3/objects.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSecrets } from './secrets/secrets.ts';
import { sourcePlans } from './sources/source-plans.ts';
import { startSources } from './sources/start-sources.ts';
import { createQueueApi, digest } from './sqs/api.ts';
import { queuePlans } from './sqs/queue-plans.ts';
import { createQueues } from './sqs/queues.ts';
import { prepareTables } from './tables.ts';
import { readAssembly } from './template/assembly.ts';
import { loadStacks } from './template/load-stacks.ts';
import { placeOf } from './template/place.ts';
import { readEverything } from './template/read-everything.ts';
import { createClock } from './time/clock.ts';
import { createIds } from './time/ids.ts';
import { lateTimers } from './time/late-timers.ts';
import { countStarts, recalledInstant, rememberMoves } from './time/remembered-time.ts';
import { countingWrites, seedOfStart } from './time/repeatable.ts';
import { createTimekeeper } from './time/timekeeper.ts';
import { createTurns, unordered } from './time/turns.ts';

export type Stack = {
  /** Where it listens, such as http://127.0.0.1:8080. */
  readonly url: string;
  now(): number;
  /** Moves virtual time to an instant, through everything due on the way. */
  advanceTo(instant: number, options?: { everyTick?: boolean }): Promise<number>;
  /** Resolves when nothing is in flight; undefined when that took too long. */
  idle(timeoutMs?: number): Promise<number | undefined>;
  stop(): Promise<void>;
};

export async function startStackOf(parts: Parts, options: StackOptions): Promise<Stack> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host) && options.expose !== true) {
    throw new RefusedError([`${host} can be reached by other machines: say --expose if that is meant`]);
  }
  const onFault = options.onFault ?? ((error: unknown): void => console.error(error));
  const assembly = readAssembly(options.cdkOut);
  const place = placeOf(assembly);
  mkdirSync(options.dataDirectory, { recursive: true });
  const storage = countingWrites(parts.openStorage(join(options.dataDirectory, 'stack.sqlite')));
  failpoint('storage-opened');
  if (options.durable === false) storage.db.exec('PRAGMA synchronous = OFF');
  const seed = options.seed === undefined ? undefined : seedOfStart(options.seed, countStarts(storage));
  const ids = createIds(seed);
  // Requests may be repeated by their senders, so that their names must not use up the others.
  const requestIds = createIds(seed === undefined ? undefined : `${seed} requests`);
  const virtual = options.virtual ?? false;
  const concurrency = options.concurrency ?? 2;
  const start = Math.max(options.start ?? 0, (virtual ? recalledInstant(storage) : undefined) ?? 0);
  const clock = rememberMoves(createClock({ virtual, ...(start > 0 ? { start } : {}) }), storage, onFault);
  const time = createTimekeeper(clock, onFault);
  const { wake } = time;
  const repeatable = seed !== undefined && virtual && concurrency === 1;
  const turns = repeatable ? createTurns({ writing: storage.writing, wake, isLooking: time.isLooking }) : unordered;
  const server = await startServer({ host, port: options.port ?? 0, wake, onFault, settled: turns.settled });
  const origin = `http://${ownAddress(host)}:${server.port}`;
  const services: Service[] = [];
  const add = <S extends Service>(service: S, timersOf?: string): S => {
    services.push(service);
    time.add(timersOf === undefined ? service : lateTimers(service, clock, () => lateBy(timersOf)));
    return service;
  };
  let lateBy: Faults['lateBy'] = () => undefined;

  async function stop(): Promise<void> {
    time.stop();
    await server.close();
    await Promise.all(services.map((service) => service.close()));
    await storage.close();
  }

  const signInRoutes = (secretOf: (name: string) => string | undefined) => {
    if (options.signIn === undefined) return {};
    const { people, clientSecret } = options.signIn;
    return oidcRoutes({
      issuer: `${origin}/_local/oidc`,
      people: readPeople(people),
      clientSecret: () => (clientSecret === undefined ? undefined : (secretOf(clientSecret) ?? '')),
      clock,
      ids,
    });
  };

  try {
    const streams = new Map<string, string>();
    const stacks = loadStacks(assembly, {
      ...place,
      origin,
      parameters: options.parameters ?? {},
      streamArn: (table) => streams.get(table) ?? '',
    });
    const dynamo = parts.createDynamo({ ...place, storage, clock, wake });
    services.push(dynamo);
    // Expiry and the end of stream records come some time after their instant, as on AWS.
    time.addHousekeeping(dynamo);
    const tables = await prepareTables(stacks, dynamo, streams);
    failpoint('tables-prepared');
    readEverything(stacks);
    const access = createAccess(policiesOf(stacks, place.partition, place.accountId));
    const plans = functionPlans(stacks, options.dataDirectory);
    const faults = createFaults(options.faults ?? [], () => plans.map((plan) => plan.name));
    lateBy = faults.lateBy;
    const secrets = createSecrets({ stacks, storage, clock, ids });
    await secrets.prepare();
    const machines = machinePlans(stacks);
    const calls = createAwsCalls({
      access,
      fault: faults.ofCall,
      directory: {
        ...place,
        tableKeys: tables.keysOf,
        secretArn: secrets.arnOf,
        encryptionKey: encryptionKeys(stacks),
        stateMachineArns: () => machines.map((machine) => machine.arn),
      },
    });
    const functions = createFunctions({
      plans,
      clock,
      ids,
      access,
      origin,
      wake,
      region: place.region,
      dataDirectory: options.dataDirectory,
      cacheDirectory: join(options.dataDirectory, 'compile-cache'),
      concurrency,
      turns,
      seed: repeatable ? seed : undefined,
      fault: faults.ofFunction,
    });
    add(counter('functions', functions.inFlight, functions.close));
    add(counter('requests', server.inFlight));
    const queues = add(createQueues({ plans: queuePlans(stacks), storage, clock, ids, wake, hash: digest }), 'sqs');
    const states = add(
      parts.createStates({
        ...place,
        storage,
        clock,
        wake,
        callService: calls.call,
        callerOf: access.callerOf,
        uuid: ids.uuid,
        random: ids.fraction,
        secret: () => ids.bytes(24).toString('base64url'),
        onFault,
        invokeLambda: async ({ functionArn, payload, caller }) => {
          access.authorize(caller, [{ action: 'lambda:InvokeFunction', resource: functionArn }]);
          return functions.run(functionArn, payload);
        },
      }),
      'states',
    );
    const callerOfFunction = (functionArn: string) => {
      const plan = functions.find(functionArn);
      if (plan === undefined) throw new Error(`no function ${functionArn}`);
      return access.enrol(plan.roleArn, plan.name, plan.name).caller;
    };
    const invocations = add(
      createAsyncInvocations({
        storage,
        clock,
        ids,
        wake,
        onFault,
        run: functions.run,
        policyOf: asyncPolicies(stacks, plans),
        callerOf: callerOfFunction,
        deliver: (targetArn, body, caller) => deliver({ targetArn, body, sender: { caller } }),
      }),
      'lambda',
    );
    const deliver = createDeliver({
      access,
      enqueueInvocation: invocations.enqueue,
      call: calls.call,
      async sendMessage(queueArn, body, group) {
        const queue = queues.byArn(queueArn);
        if (queue === undefined) throw new Error(`no queue ${queueArn}`);
        const fifo = queue.plan.fifo ? { group: group ?? 'default', deduplicationId: ids.uuid() } : {};
        await queues.send(queue, { body, ...fifo });
      },
    });
    const bus = add(
      createEventBus({ stacks, storage, clock, ids, place, deliver, wake, onFault, callerOfRole: access.callerOf }),
    );
    states.onStatusChange((change) => {
      const event = {
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        detail: change.detail,
      };
      // A failure is reported by whoever tells the change, and told again at the next start.
      return bus.publish({ ...event, resources: [change.executionArn], at: change.at });
    });
    const ticks = createTicks({ name: 'rules', ticks: bus.ticks, storage, clock, wake, onFault });
    services.push(ticks);
    time.addTicking(lateTimers(ticks, clock, () => lateBy('events')));
    const scheduler = add(
      createScheduler({ stacks, storage, clock, deliver, callerOfRole: access.callerOf, place, wake, onFault }),
      'scheduler',
    );
    const sink = openSink(storage, clock);
    const objects = createObjects({
      stacks,
      storage,
      clock,
      directory: join(options.dataDirectory, 'objects'),
      publish: bus.publish,
    });

    calls.register('dynamodb', dynamo.api);
    calls.register('states', states.api);
    calls.register('sqs', createQueueApi(queues, clock, place.accountId));
    calls.register('secretsmanager', secrets.api);
    calls.register('ses', createMailApi(sink, createMailOutcomes({ stacks, publish: bus.publish })));
    calls.register('lambda', createLambdaApi(functions, invocations.enqueue));
    calls.register('events', bus.api);
    calls.register('scheduler', scheduler.api);
    calls.register('s3', objects.api);
    calls.register('sts', createIdentityApi(access, place));
    await prepareMachines(machines, states.api, access);

    const sources = startSources({
      plans: sourcePlans(stacks, plans, access, concurrency),
      storage,
      clock,
      wake,
      onFault,
      queues,
      dynamo,
      place,
      deliver,
      run: functions.run,
      callerOf: callerOfFunction,
      duplicates: faults.duplicates,
      reorders: faults.reorders,
    });
    for (const source of sources) add(source);

    await objects.tellAgain();
    failpoint('sources-started');
    const http = createHttpApi({ stacks, clock, ids, access, place, invoke: functions.run });
    const resources = () => resourcesOf({ stacks, place, origin, plans, machines, queues, secrets, tables });
    const control = createControl({
      ...signInRoutes(secrets.valueOf),
      ...clockRoutes(clock, time),
      ...failpointRoutes(),
      ...sinkRoutes(sink),
      ...inspectionRoutes({ resources, functions, dynamo, queues, faults, ledger: access.ledger }),
      ...pageRoutes({
        clock,
        time,
        resources,
        queues,
        sink,
        functions,
        faults,
        states: states.api,
        dynamo: dynamo.api,
      }),
    });
    server.open({ control, aws: createAwsGateway({ calls, access, ids: requestIds, onFault }), http });
    wake();
    return { url: origin, now: clock.now, advanceTo: time.advanceTo, idle: time.idle, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** How this machine reaches itself. */
function ownAddress(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** A part that only counts what it has under way. */
function counter(name: string, inFlight: () => number, close: () => Promise<void> = async () => undefined): Service {
  return { name, inFlight, nextDueAt: () => undefined, runDue: () => undefined, close };
}
