// One example for every body of the API document; a test parses each by its schema.
const caseId = '0v7k3q9m2x5t8b1n6c4d0f7h2j';
const caseNumber = 'LJ-7F3K-9Q2M-4';
const at = '2026-03-02T01:30:00.000Z';
const inSeconds = '2026-03-02T01:30:00Z';

const examples: Readonly<Record<string, unknown>> = {
  Webhook: {
    type: 'request.created',
    timestamp: at,
    data: {
      externalId: 'A-20260302-0001',
      channel: 'phone',
      title: '路灯不亮',
      text: '文昌路的路灯有三盏不亮，孩子放学走夜路害怕。',
      requester: { name: '王某', phone: '13900000000' },
      location: { address: '文昌路 12 号' },
    },
  },
  Accepted: {
    caseId,
    caseNumber,
    status: 'received',
    trackingUrl: `https://city.example/c/${caseNumber}`,
    advice: { kind: 'none' },
  },
  SmsAccepted: { outcome: 'answered', caseId, caseNumber, status: 'closed' },
  CaseView: {
    caseId,
    caseNumber,
    externalId: 'A-20260302-0001',
    status: 'assigned',
    category: 'urban.facilities.street-lights',
    urgency: 'ordinary',
    departments: ['urban-management'],
    receivedAt: at,
    timeline: [{ at, event: 'Received' }],
    deadlines: [{ kind: 'sign-for', dueAt: '2026-03-03T01:30:00.000Z', provisional: false }],
  },
  SmsReceipt: { id: `${caseId}-3.0`, status: 'undelivered' },
  SmsReceiptTaken: { outcome: 'noted' },
  DeskAct: { act: 'merge', by: 'hotline-centre', reason: '同一路段的同一件事', parentId: caseId },
  DeskActed: { caseId, caseNumber, status: 'merged', outcome: 'done' },
  TaskDescription: {
    task: { id: 'lead-1-1', kind: 'lead', role: 'lead', state: 'open', dueAt: '2026-03-03T01:30:00.000Z' },
    case: { id: caseId, number: caseNumber, status: 'assigned', urgency: 'ordinary', round: 1 },
    request: { text: '文昌路的路灯有三盏不亮，孩子放学走夜路害怕。', supplements: [] },
    clocks: [{ kind: 'sign-for', dueAt: '2026-03-03T01:30:00.000Z', provisional: false }],
    actions: [{ action: 'sign', label: '签收', fields: [] }],
  },
  TaskAction: { action: 'reply', text: '三盏路灯已于当日修复，现场照片已存档。', legalBasis: '《城市道路管理条例》' },
  TaskOutcome: {
    caseId,
    action: 'sign',
    outcome: 'done',
    task: { id: 'lead-1-1', state: 'open' },
    case: { number: caseNumber, status: 'in-progress' },
    next: ['contacted', 'reply'],
  },
  Problem: {
    type: 'urn:jiesu:problem:invalid-fields',
    title: 'Fields are missing or wrong',
    status: 422,
    detail: 'some fields are missing or wrong; nothing was stored',
    errors: [{ pointer: '/data/text', detail: 'is required' }],
  },
  Open311Discovery: {
    changeset: '2025-11-04T07:12:44Z',
    contact: 'Linjiang 12345 hotline centre',
    key_service: 'Write to the hotline centre.',
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url: 'https://city.example/open311/v2',
        changeset: '2025-11-04T07:12:44Z',
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  },
  Open311Services: [
    {
      service_code: 'urban.facilities.street-lights',
      service_name: '路灯照明',
      description: '路灯不亮、闪烁、损坏。',
      metadata: false,
      type: 'realtime',
      keywords: '路灯,路灯不亮',
      group: '城市管理',
    },
  ],
  Open311Definition: { service_code: 'urban.facilities.street-lights', attributes: [] },
  Open311Form: {
    api_key: '<your key>',
    service_code: 'urban.facilities.street-lights',
    address_string: '文昌路 12 号',
    description: '路灯有三盏不亮。',
    phone: '13900000000',
  },
  Open311Posted: [{ service_request_id: caseId, service_notice: `已登记，编号 ${caseNumber}。`, account_id: null }],
  Open311Requests: [
    {
      service_request_id: caseId,
      status: 'open',
      status_notes: '承办单位正在办理，会先与您联系。',
      service_name: '路灯照明',
      service_code: 'urban.facilities.street-lights',
      description: null,
      agency_responsible: '市城市管理局',
      service_notice: null,
      requested_datetime: inSeconds,
      updated_datetime: inSeconds,
      expected_datetime: '2026-03-09T01:30:00Z',
      address: '文昌路 12 号',
      address_id: null,
      zipcode: null,
      lat: null,
      long: null,
      media_url: null,
    },
  ],
  Open311Tokens: [{ service_request_id: caseId, token: caseId }],
  Open311Errors: [{ code: 403, description: 'api_key is missing' }],
};

export const exampleOf = (component: string): unknown => examples[component];
