// What each field of the API document means, in a sentence. Kept apart from the schemas, because those are part of every
// function and these words are of use to readers only. A test holds both lists against each other.
import type { Json } from './openapi-parts.ts';

type Meanings = Readonly<Record<string, string>>;

/** Fields that mean the same wherever they stand. */
const everywhere: Meanings = {
  caseId: 'Id of the case.',
  caseNumber: 'Number of the case as people say it.',
  number: 'Number of the case as people say it.',
  status: 'Where the case stands.',
  outcome: 'How it ended.',
  category: 'Path in the city’s catalogue.',
  urgency: 'How urgent it is.',
  externalId: 'The id under which the source keeps the request.',
  dueAt: 'By when.',
  provisional: 'True while the year it falls in has no published calendar: it will be computed again.',
  kind: 'Which one.',
  at: 'When.',
  text: 'The words.',
  title: 'A short title.',
  reason: 'Why.',
  type: 'What it is.',
  name: 'Its name.',
  unit: 'Id of a unit.',
  contacted: 'Whether the department had called the citizen.',
  solved: 'Whether it is solved.',
  satisfied: 'Whether the citizen is satisfied.',
  comment: 'What the citizen said about it.',
  legalBasis: 'The law or rule behind it.',
  service_code: 'Code of the service: its path in the catalogue, levels joined by dots.',
  service_request_id: 'Id of the request; the `caseId` of other interfaces.',
  service_notice: 'What the citizen should know now.',
  description: 'In words.',
};

const byComponent: Readonly<Record<string, Meanings>> = {
  SmsReceipt: { id: 'The `id` that came with the text message.', status: 'Whether it reached the telephone.' },
  SmsReceiptTaken: { outcome: 'Whether it will be noted, or says what is known already.' },
  Webhook: {
    type: 'What happened. In `attachments`: the media type of the file.',
    timestamp: 'When it happened.',
    data: 'What is told about it.',
    channel: 'How the citizen came.',
    text: 'The citizen’s words.',
    requester: 'Who asks. `{}` when nobody knows.',
    location: 'Where it is.',
    receivedAt: 'When the source heard it.',
    attachments: 'Files that the source keeps.',
    category: 'Path in the city’s catalogue: a fact from a trusted source, a hint from others.',
    urgency: 'The same holds for how urgent it is.',
    handled: 'The operator has answered already: a fact from a trusted source.',
    name: 'The citizen’s name. In `attachments`: the name of the file.',
    phone: 'Telephone on which the citizen is told and asked.',
    email: 'Mailbox; kept with the person, never written to.',
    idNumber: 'Identity number.',
    anonymous: 'Name, mailbox and identity number are not even kept.',
    confidential: 'Departments are not told who asked.',
    locale: 'The language to write back in; the city’s own when left out.',
    address: 'Address in words.',
    district: 'District or township in words.',
    lat: 'Latitude, WGS 84; together with `lon`.',
    lon: 'Longitude.',
    url: 'Web address of the file; this or `ref`.',
    ref: 'The source’s own reference to the file.',
    answer: 'What the operator told the citizen.',
    from: 'Telephone that the text message came from.',
    by: 'Who sends the emergency back: a desk or vehicle, no name.',
  },
  Accepted: {
    trackingUrl: 'Page on which the citizen sees how it goes.',
    advice: 'For the operator who is still on the call.',
    repeated: 'True when this very event was accepted before: nothing happened twice.',
    line: 'The emergency line to put them through to.',
    text: 'What to read out.',
    itemId: 'Item of the service list.',
    channel: 'The lawful channel for it.',
    of: 'Number of the case that it seems to repeat.',
  },
  SmsAccepted: {
    outcome: 'What the message was taken for.',
    reply: 'To be sent back to the telephone: what is open, and the code for each.',
  },
  CaseView: {
    departments: 'Ids of the departments that have it now, the lead first.',
    receivedAt: 'When it arrived here; clocks run from then.',
    timeline: 'What has happened, in order.',
    deadlines: 'What runs now.',
    event: 'What happened.',
    kind: 'Which clock.',
  },
  DeskAct: {
    grounds: 'Id of one of the city’s grounds for leaving a case out of an evaluation.',
    act: 'What is done.',
    by: 'The unit in whose name it is done.',
    reason: 'Why; kept with the case.',
    parentId: 'Id of the case that this one repeats.',
    unit: 'The unit that takes it.',
  },
  DeskActed: { outcome: '`repeated`: this key had done it before.' },
  TaskDescription: {
    task: 'The task that the link opens.',
    case: 'The case it belongs to.',
    request: 'The citizen’s words, personal data masked.',
    reply: 'The department’s reply, for whoever reviews or answers it.',
    about: 'Beyond the case: grounds of a return, time asked for, findings on a reply.',
    clocks: 'What runs, and how long each lasts by policy.',
    actions: 'What can be done now, with the fields of each.',
    history: 'What has happened, without anybody’s words.',
    photos: 'Pictures that units put beside their words.',
    url: 'Opens the picture for some minutes.',
    answer: 'What the citizen answered.',
    next: 'What comes next.',
    done: 'Who closed the task and when.',
    id: 'Id.',
    role: 'In which role.',
    state: 'Open or closed.',
    round: '1, and one more with every rework.',
    supplements: 'What was said later.',
    lasting: 'How long it lasts.',
    days: 'Days.',
    hours: 'Hours.',
    minutes: 'Minutes.',
    action: 'Name to post as `action`.',
    label: 'As people read it.',
    fields: 'What goes with it.',
    required: 'Whether it must be there.',
    max: 'Longest text.',
    options: 'What can be chosen.',
    value: 'To post.',
    what: 'What happened.',
    by: 'Who did it.',
  },
  TaskAction: {
    action: 'What to do.',
    grounds: 'On which of the city’s grounds it is returned.',
    explanation: 'Why it is not yours.',
    proposedUnit: 'Whose it is instead.',
    note: 'A remark.',
    workingDays: 'How many more; for an extension.',
    until: 'Until when; makes it a long-term case with progress reports.',
    text: 'The reply or the progress.',
    points: 'The citizen’s points one by one.',
    asked: 'What was asked.',
    answered: 'What was done about it.',
    decision: 'What is decided.',
    area: 'Id of the area it is in.',
    reference: 'Id of the scope rule, service item, emergency line or parent case that the decision names.',
  },
  TaskOutcome: {
    action: 'What was done.',
    outcome: '`repeated`: this very request had done it before.',
    task: 'The task now.',
    case: 'The case now.',
    next: 'What can be done next with the same link.',
    id: 'Id of the task.',
    state: 'Open or closed.',
  },
  Problem: {
    type: 'Stable: branch on this.',
    title: 'The kind, for people.',
    status: 'The status of the answer.',
    detail: 'What is wrong this time.',
    instance: 'Which occurrence.',
    errors: 'Each wrong field.',
    possible: 'What can be done instead.',
    pointer: 'JSON pointer into the body that was sent.',
  },
  Open311Discovery: {
    changeset: 'Another instant whenever services may have changed.',
    contact: 'Whom to ask.',
    key_service: 'How to come by a key.',
    endpoints: 'One: this city’s.',
    specification: 'Which standard it follows.',
    url: 'What addresses begin with.',
    type: 'Whether requests are handled in earnest.',
    formats: 'What it speaks.',
  },
  Open311Services: {
    service_name: 'Its name.',
    metadata: 'Always false: no service asks for more.',
    type: 'Ids come at once.',
    keywords: 'Words for it, with commas between.',
    group: 'First level of the catalogue.',
  },
  Open311Definition: { attributes: 'Always empty.' },
  Open311Form: {
    api_key: 'The Open311 key of the source.',
    jurisdiction_id: 'Id of the city; may be left out.',
    lat: 'Latitude, WGS 84; together with `long`.',
    long: 'Longitude.',
    address_string: 'The place in words.',
    description: 'The citizen’s words; without any the service’s name stands for them.',
    first_name: 'Given name.',
    last_name: 'Family name.',
    phone: 'Telephone on which the citizen is told and asked.',
    email: 'Mailbox; kept with the person, never written to.',
    media_url: 'Web address of a picture.',
    device_id: 'Tells requests apart; not kept.',
    account_id: 'Tells requests apart and is repeated in the answer; not kept.',
  },
  Open311Posted: { account_id: 'As it was sent.' },
  Open311Requests: {
    status: 'Open until the case ends.',
    status_notes: 'Where it stands, in a sentence; once closed, how it ended.',
    service_name: 'Its name.',
    description: 'Always null: the citizen’s words stay here.',
    agency_responsible: 'Who has it now.',
    requested_datetime: 'When it arrived.',
    updated_datetime: 'When anything last happened.',
    expected_datetime: 'By when the department replies.',
    address: 'The place in words, personal data masked.',
    address_id: 'Always null.',
    zipcode: 'Always null.',
    lat: 'Latitude.',
    long: 'Longitude.',
    media_url: 'Always null: pictures stay here.',
  },
  Open311Tokens: { token: 'The same id.' },
  Open311Errors: { code: 'The status of the answer.', description: 'What is missing or wrong.' },
};

/** A component's schema with a description at every field. */
export const withMeanings = (component: string, schema: Json): Json => {
  const own = byComponent[component] ?? {};
  return objectFrom(told(schema, { ...everywhere, ...own }));
};

/** Names of a component's own meanings, for the test that looks whether each is the name of a field. */
export const meaningsOf = (component: string): readonly string[] => Object.keys(byComponent[component] ?? {});
export const explainedComponents = Object.keys(byComponent);

const told = (value: unknown, meanings: Meanings): unknown => {
  if (Array.isArray(value)) return value.map((one) => told(one, meanings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      key === 'properties' ? toldFields(objectFrom(one), meanings) : told(one, meanings),
    ]),
  );
};

const toldFields = (fields: Json, meanings: Meanings): Json =>
  Object.fromEntries(
    Object.entries(fields).map(([name, schema]) => {
      const description = meanings[name];
      const inner = objectFrom(told(schema, meanings));
      return [name, description === undefined ? inner : { description, ...inner }];
    }),
  );

const objectFrom = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
