// Every function of the product: what starts it, what it is told, what it may touch. A row is the whole truth about a
// function's role; nothing is granted elsewhere. Tests hold the rows against what the bundles say.
import type { EnvironmentKey } from '#schemas/environment.ts';

export type ItemAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query';
export type MattersIndex = 'inbox' | 'ledger' | 'parent';
/** `outbound-signing`: of the sources that want to hear of their cases, and only of those. */
export type SecretName =
  | 'keys'
  | 'desk'
  | 'oidc-client'
  | 'sms-gateway'
  | 'smtp'
  | 'second-opinion'
  | 'source-signing'
  | 'outbound-signing'
  | 'source-read'
  | 'source-open311';
export type QueueName = 'messages' | 'reactions' | 'followers' | 'undelivered' | 'uploads';

/** What a function does with objects, by where they lie: as they came, or as evidence. */
export type FileAction = 'GetObject' | 'PutObject' | 'DeleteObject';
export type FileGrants = Partial<Record<'incoming' | 'kept', readonly FileAction[]>>;

export type Trigger =
  | { by: 'route'; routes: readonly `${'GET' | 'POST'} /${string}`[] }
  | { by: 'any-other-route' }
  | { by: 'stream' }
  | { by: 'queue'; queue: QueueName; batchSize: number }
  | { by: 'step' }
  | { by: 'schedule'; minutes: number; why: string }
  | { by: 'lost-execution' };

export type FunctionSpec = {
  /** File name of the handler and, with the stage before it, name of the function (STYLE 3). */
  name: string;
  entry: `functions/${string}.ts`;
  trigger: Trigger;
  environment: readonly EnvironmentKey[];
  /** Whether `city.json` lies beside the bundle. */
  readsCity: boolean;
  /** Whether the city's trained model, where it has one, lies beside the bundle. */
  readsModel?: true;
  memoryMb: number;
  timeoutSeconds: number;
  matters?: readonly ItemAction[];
  indexes?: readonly MattersIndex[];
  people?: readonly ItemAction[];
  files?: FileGrants;
  secrets?: readonly SecretName[];
  sendsTo?: readonly QueueName[];
  workflow?: readonly ('StartExecution' | 'SendTaskSuccess' | 'SendTaskFailure' | 'ListExecutions')[];
  /** Looks single executions up. */
  describesExecutions?: true;
  sendsMail?: 'ses' | 'smtp';
};

/** What every function needs that carries a command out on a case: read its commits, add one, hash by the product's keys. */
const caseDesk = {
  environment: ['MATTERS_TABLE', 'KEYS_SECRET'],
  matters: ['Query', 'PutItem'],
  secrets: ['keys'],
  readsCity: true,
  memoryMb: 512,
} as const;

const step = { ...caseDesk, trigger: { by: 'step' }, timeoutSeconds: 30 } as const;
const route = { ...caseDesk, timeoutSeconds: 15 } as const;

/** Applies commits: writes beside them, starts and signals executions, fills the queues. */
const reactor = {
  environment: ['MATTERS_TABLE', 'PEOPLE_TABLE', 'MESSAGES_QUEUE_URL', 'FOLLOWERS_QUEUE_URL', 'STATE_MACHINE_ARN'],
  indexes: ['parent'],
  people: ['UpdateItem'],
  workflow: ['StartExecution', 'SendTaskSuccess', 'SendTaskFailure'],
  readsCity: false,
  memoryMb: 512,
  timeoutSeconds: 60,
} as const;

/** With mail by SES. */
export const functions: readonly FunctionSpec[] = [
  {
    ...route,
    name: 'accept-request',
    entry: 'functions/intake/accept-request.ts',
    trigger: { by: 'route', routes: ['POST /v1/webhooks/{source}'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'PUBLIC_BASE_URL', 'SOURCE_SECRETS'],
    people: ['GetItem', 'PutItem'],
    secrets: ['keys', 'source-signing'],
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'read-case',
    entry: 'functions/intake/read-case.ts',
    trigger: { by: 'route', routes: ['GET /v1/cases/{caseId}'] },
    environment: [...route.environment, 'SOURCE_SECRETS'],
    matters: ['Query'],
    secrets: ['keys', 'source-read'],
  },
  {
    name: 'show-services',
    entry: 'functions/intake/open311/show-services.ts',
    trigger: {
      by: 'route',
      routes: [
        'GET /open311/discovery.xml',
        'GET /open311/discovery.json',
        'GET /open311/v2/services.xml',
        'GET /open311/v2/services.json',
        'GET /open311/v2/services/{code}',
      ],
    },
    environment: ['STAGE', 'PUBLIC_BASE_URL'],
    readsCity: true,
    memoryMb: 512,
    timeoutSeconds: 10,
  },
  {
    ...route,
    name: 'accept-service-request',
    entry: 'functions/intake/open311/accept-service-request.ts',
    trigger: { by: 'route', routes: ['POST /open311/v2/requests.xml', 'POST /open311/v2/requests.json'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'PUBLIC_BASE_URL', 'SOURCE_SECRETS'],
    people: ['GetItem', 'PutItem'],
    secrets: ['keys', 'source-open311'],
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'read-service-requests',
    entry: 'functions/intake/open311/read-service-requests.ts',
    trigger: {
      by: 'route',
      routes: [
        'GET /open311/v2/requests.xml',
        'GET /open311/v2/requests.json',
        'GET /open311/v2/requests/{id}',
        'GET /open311/v2/tokens/{id}',
      ],
    },
    environment: [...route.environment, 'PEOPLE_TABLE', 'SOURCE_SECRETS'],
    matters: ['Query'],
    people: ['GetItem'],
    secrets: ['keys', 'source-open311'],
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'act-on-case',
    entry: 'functions/intake/act-on-case.ts',
    trigger: { by: 'route', routes: ['POST /v1/cases/{caseId}/acts'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'DESK_KEY_SECRET'],
    people: ['PutItem'],
    secrets: ['keys', 'desk'],
  },
  {
    ...route,
    name: 'show-task',
    entry: 'functions/task/show-task.ts',
    trigger: { by: 'route', routes: ['GET /t/{token}'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'FILES_HOST'],
    matters: ['GetItem', 'Query', 'UpdateItem'],
    people: ['GetItem'],
    files: { kept: ['GetObject'] },
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'task-files',
    entry: 'functions/evidence/task-files.ts',
    trigger: { by: 'route', routes: ['GET /t/{token}/files', 'POST /t/{token}/files'] },
    environment: [...route.environment, 'PUBLIC_BASE_URL', 'FILES_HOST'],
    matters: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    files: { incoming: ['PutObject'], kept: ['GetObject', 'DeleteObject'] },
  },
  {
    ...caseDesk,
    name: 'keep-file',
    entry: 'functions/evidence/keep-file.ts',
    trigger: { by: 'queue', queue: 'uploads', batchSize: 1 },
    environment: [...caseDesk.environment, 'FILES_HOST'],
    files: { incoming: ['GetObject', 'DeleteObject'], kept: ['PutObject', 'DeleteObject'] },
    memoryMb: 1024,
    timeoutSeconds: 60,
  },
  {
    ...route,
    name: 'respond',
    entry: 'functions/task/respond.ts',
    trigger: { by: 'route', routes: ['POST /t/{token}'] },
    environment: [...route.environment, 'PEOPLE_TABLE'],
    matters: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    people: ['PutItem'],
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'reveal',
    entry: 'functions/people/reveal.ts',
    trigger: { by: 'route', routes: ['GET /t/{token}/reveal', 'POST /t/{token}/reveal'] },
    environment: [...route.environment, 'PEOPLE_TABLE'],
    matters: ['GetItem', 'Query', 'PutItem', 'UpdateItem'],
    people: ['GetItem', 'PutItem'],
  },
  {
    name: 'page-style',
    entry: 'functions/pages/page-style.ts',
    trigger: { by: 'route', routes: ['GET /page.css'] },
    environment: [],
    readsCity: false,
    memoryMb: 256,
    timeoutSeconds: 5,
  },
  {
    name: 'show-docs',
    entry: 'functions/docs/show-docs.ts',
    trigger: { by: 'route', routes: ['GET /docs', 'GET /docs/{operation}', 'GET /openapi.json'] },
    environment: [],
    readsCity: true,
    memoryMb: 512,
    timeoutSeconds: 10,
  },
  {
    ...route,
    name: 'track-case',
    entry: 'functions/callback/track-case.ts',
    trigger: { by: 'route', routes: ['GET /c/{number}', 'POST /c/{number}'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'FILES_HOST'],
    matters: ['Query', 'UpdateItem'],
    people: ['GetItem'],
    files: { kept: ['GetObject'] },
  },
  {
    name: 'sign-in',
    entry: 'functions/sign-in/sign-in.ts',
    trigger: { by: 'route', routes: ['GET /sign-in', 'GET /sign-in/callback', 'POST /sign-out'] },
    environment: ['KEYS_SECRET', 'PUBLIC_BASE_URL', 'OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
    secrets: ['keys', 'oidc-client'],
    readsCity: true,
    memoryMb: 512,
    timeoutSeconds: 20,
  },
  {
    ...route,
    name: 'show-board',
    entry: 'functions/desk/show-board.ts',
    trigger: { by: 'route', routes: ['GET /desk', 'GET /desk.csv'] },
    environment: ['MATTERS_TABLE', 'KEYS_SECRET', 'PUBLIC_BASE_URL'],
    matters: ['Query'],
    indexes: ['inbox'],
    memoryMb: 1024,
  },
  {
    name: 'show-evaluation',
    entry: 'functions/desk/show-evaluation.ts',
    trigger: { by: 'route', routes: ['GET /desk/evaluation', 'GET /desk/evaluation.csv'] },
    environment: ['MATTERS_TABLE', 'KEYS_SECRET', 'PUBLIC_BASE_URL'],
    indexes: ['ledger'],
    secrets: ['keys'],
    readsCity: true,
    memoryMb: 1024,
    timeoutSeconds: 15,
  },
  {
    name: 'show-burden',
    entry: 'functions/desk/show-burden.ts',
    trigger: { by: 'route', routes: ['GET /desk/burden', 'GET /desk/burden.csv'] },
    environment: ['MATTERS_TABLE', 'KEYS_SECRET', 'PUBLIC_BASE_URL'],
    indexes: ['ledger'],
    secrets: ['keys'],
    readsCity: true,
    memoryMb: 1024,
    timeoutSeconds: 15,
  },
  {
    name: 'show-topics',
    entry: 'functions/desk/show-topics.ts',
    trigger: { by: 'route', routes: ['GET /desk/topics', 'GET /desk/topics.csv'] },
    environment: ['MATTERS_TABLE', 'KEYS_SECRET', 'PUBLIC_BASE_URL'],
    matters: ['GetItem'],
    secrets: ['keys'],
    readsCity: true,
    memoryMb: 1024,
    timeoutSeconds: 15,
  },
  {
    name: 'desk-style',
    entry: 'functions/desk/desk-style.ts',
    trigger: { by: 'route', routes: ['GET /desk.css'] },
    environment: [],
    readsCity: false,
    memoryMb: 256,
    timeoutSeconds: 5,
  },
  {
    ...route,
    name: 'show-case',
    entry: 'functions/desk/show-case.ts',
    trigger: { by: 'route', routes: ['GET /desk/cases/{caseId}'] },
    environment: [
      ...route.environment,
      'PEOPLE_TABLE',
      'PUBLIC_BASE_URL',
      'STATE_MACHINE_ARN',
      'EXECUTION_PAGE',
      'FILES_HOST',
    ],
    matters: ['Query'],
    people: ['Query'],
    files: { kept: ['GetObject'] },
    memoryMb: 1024,
  },
  {
    ...route,
    name: 'act-at-desk',
    entry: 'functions/desk/act-at-desk.ts',
    trigger: { by: 'route', routes: ['POST /desk/cases/{caseId}/tasks/{taskId}', 'POST /desk/cases/{caseId}/acts'] },
    environment: [...route.environment, 'PEOPLE_TABLE', 'PUBLIC_BASE_URL'],
    people: ['PutItem'],
  },
  {
    name: 'no-such-page',
    entry: 'functions/intake/no-such-page.ts',
    trigger: { by: 'any-other-route' },
    environment: [],
    readsCity: false,
    memoryMb: 256,
    timeoutSeconds: 5,
  },
  {
    ...reactor,
    name: 'react-to-commits',
    entry: 'functions/react-to-commits.ts',
    trigger: { by: 'stream' },
    environment: [...reactor.environment, 'REACTIONS_QUEUE_URL'],
    matters: ['PutItem', 'UpdateItem'],
    sendsTo: ['messages', 'followers', 'reactions'],
  },
  {
    ...reactor,
    name: 'react-again',
    entry: 'functions/react-again.ts',
    trigger: { by: 'queue', queue: 'reactions', batchSize: 5 },
    matters: ['PutItem', 'UpdateItem', 'Query'],
    sendsTo: ['messages', 'followers'],
  },
  {
    name: 'deliver-message',
    entry: 'functions/messages/deliver-message.ts',
    trigger: { by: 'queue', queue: 'messages', batchSize: 5 },
    environment: [
      'STAGE',
      'MATTERS_TABLE',
      'PEOPLE_TABLE',
      'PUBLIC_BASE_URL',
      'KEYS_SECRET',
      'SOURCE_SECRETS',
      'SMS_GATEWAY_URL',
      'SMS_GATEWAY_SECRET',
      'MAIL_FROM',
      'MAIL_CONFIGURATION_SET',
      'OUTBOUND_PRIVATE_HOSTS',
    ],
    readsCity: true,
    matters: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
    people: ['GetItem'],
    secrets: ['keys', 'sms-gateway', 'outbound-signing'],
    sendsMail: 'ses',
    memoryMb: 512,
    // Five messages, each with at most ten seconds for a gateway that hangs.
    timeoutSeconds: 75,
  },
  {
    ...caseDesk,
    name: 'hear-undelivered',
    entry: 'functions/messages/hear-undelivered.ts',
    environment: [...caseDesk.environment, 'STAGE'],
    trigger: { by: 'queue', queue: 'undelivered', batchSize: 5 },
    timeoutSeconds: 60,
  },
  {
    name: 'release-held',
    entry: 'functions/messages/release-held.ts',
    trigger: { by: 'schedule', minutes: 5, why: 'Sends the messages whose hour has come' },
    environment: ['MATTERS_TABLE', 'MESSAGES_QUEUE_URL', 'UNDELIVERED_QUEUE_URL'],
    readsCity: false,
    matters: ['UpdateItem'],
    indexes: ['inbox'],
    sendsTo: ['messages', 'undelivered'],
    memoryMb: 512,
    timeoutSeconds: 240,
  },
  {
    ...caseDesk,
    name: 'follow-parent',
    entry: 'functions/assignment/follow-parent.ts',
    trigger: { by: 'queue', queue: 'followers', batchSize: 10 },
    timeoutSeconds: 60,
  },
  {
    ...step,
    name: 'triage-case',
    entry: 'functions/triage/triage-case.ts',
    readsModel: true,
    environment: [...step.environment, 'PEOPLE_TABLE'],
    people: ['GetItem'],
    memoryMb: 1024,
  },
  { ...step, name: 'assign-departments', entry: 'functions/assignment/assign-departments.ts' },
  { ...step, name: 'chase', entry: 'functions/task/chase.ts' },
  { ...step, name: 'order-rework', entry: 'functions/callback/order-rework.ts' },
  { ...step, name: 'close-case', entry: 'functions/case/close-case.ts' },
  {
    ...step,
    name: 'hand-to-duty-officer',
    entry: 'functions/task/hand-to-duty-officer.ts',
    environment: [...step.environment, 'STAGE'],
  },
  {
    ...caseDesk,
    name: 'sweep-inbox',
    entry: 'functions/task/sweep-inbox.ts',
    trigger: { by: 'schedule', minutes: 5, why: 'Looks for what is due and did not move' },
    environment: [...caseDesk.environment, 'STAGE', 'STATE_MACHINE_ARN'],
    matters: [...caseDesk.matters, 'UpdateItem'],
    indexes: ['inbox'],
    workflow: ['ListExecutions'],
    describesExecutions: true,
    timeoutSeconds: 240,
  },
  {
    name: 'find-topics',
    entry: 'functions/proactive/find-topics.ts',
    trigger: { by: 'schedule', minutes: 60, why: 'Counts what many people speak of, when the city wants it' },
    environment: ['MATTERS_TABLE', 'PEOPLE_TABLE'],
    readsCity: true,
    matters: ['GetItem', 'PutItem', 'Query'],
    people: ['GetItem'],
    memoryMb: 1024,
    // Sixty thousand texts, twenty-five at a time.
    timeoutSeconds: 600,
  },
  {
    ...caseDesk,
    name: 'restart-execution',
    entry: 'functions/task/restart-execution.ts',
    trigger: { by: 'lost-execution' },
    timeoutSeconds: 30,
  },
];

export type Variant = { mail: 'ses' | 'smtp'; secondOpinion: boolean };

/** The same functions as this deployment has them: with what carries its mail, and with a second opinion if it asks one. */
export const functionsFor = ({ mail, secondOpinion }: Variant): readonly FunctionSpec[] =>
  functions.map((spec) => {
    if (spec.sendsMail !== undefined && mail === 'smtp') return bySmtp(spec);
    return spec.name === 'triage-case' && secondOpinion ? askingOthers(spec) : spec;
  });

const bySmtp = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  sendsMail: 'smtp',
  environment: [...spec.environment.filter((key) => key !== 'MAIL_CONFIGURATION_SET'), 'SMTP_URL', 'SMTP_SECRET'],
  secrets: [...(spec.secrets ?? []), 'smtp'],
});

/** Signs its questions, and counts them. */
const askingOthers = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  environment: [...spec.environment, 'SECOND_OPINION_SECRET'],
  secrets: [...(spec.secrets ?? []), 'second-opinion'],
  matters: [...(spec.matters ?? []), 'UpdateItem'],
});
