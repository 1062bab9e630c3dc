// Fifty requests of made-up people, and what everybody does about each: by route, at fixed instants of March 2026 (which
// begins on a Sunday and has no holiday). Nobody waits for anything but the clock, so a run can be repeated exactly.
import { caseIdOf, caseNumberOf } from '#functions/case/case-id.ts';
import { reviewReply } from '#functions/task/review-reply.ts';
import { assisted, ground, otherAgencies, pack, plain, plainLead, soundReply } from '../../journeys/support/pack.ts';

export type Deed =
  | { kind: 'webhook'; type: string; data: Record<string, unknown> }
  | { kind: 'task'; template: string; recipient: string | undefined; body: Record<string, unknown> }
  | { kind: 'desk'; body: Record<string, unknown> };
/** `key` makes a repeat the same deed: the webhook-id, or the Idempotency-Key. */
export type Step = { at: number; caseId: string; key: string; deed: Deed };
export type ScriptedCase = { caseId: string; route: string; steps: Step[] };

export const start = '2026-03-02T09:00:00+08:00';
export const end = Date.parse('2026-03-13T12:00:00+08:00');

const on = (day: number, time: string): number =>
  Date.parse(`2026-03-${String(day).padStart(2, '0')}T${time}:00+08:00`);
const minutes = (count: number): number => count * 60_000;

const { dutyDesk, supervisingOffice } = pack.city.roles;
const [second = '', third = ''] = otherAgencies;

const places = ['望江巷', '槐荫里', '北桥头', '纺织新村', '石板坡', '柳树湾', '东关外', '船厂街', '杏花弄', '仓前路'];
const troubles = [
  '路灯接连三晚不亮，夜里走路看不清台阶',
  '早餐摊占住盲道，油污流得到处都是',
  '化粪池盖板松动，踩上去哐当作响',
  '公交站牌被树枝挡住，司机常常不停靠',
  '健身器材的螺丝脱落，老人险些摔伤',
];
/** No two alike: another place for every trouble. */
const textOf = (index: number): string =>
  `${places[index % places.length]}${index + 1}号附近${troubles[Math.floor(index / places.length) % troubles.length]}，请尽快派人处理。`;
const phoneOf = (index: number): string => `139${String(41_000_000 + index * 7919)}`;

/** Ids whose reply is not drawn for review by sampling: only the case that wants one has one. */
const externalIds = (function* () {
  for (let number = 1; ; number += 1) {
    const id = `KILL-${number}`;
    const caseNumber = caseNumberOf(pack.city.caseNumberPrefix, caseIdOf('hotline', id));
    if (reviewReply(soundReply, caseNumber, pack.handling.replyReview).length === 0) yield id;
  }
})();

type Diary = {
  request(at: number, data?: Record<string, unknown>): void;
  webhook(at: number, type: string, data: Record<string, unknown>): void;
  task(at: number, template: string, body: Record<string, unknown>, recipient?: string): void;
  desk(at: number, body: Record<string, unknown>): void;
  phone: string;
};

const made: ScriptedCase[] = [];

const scripted = (route: string, write: (diary: Diary) => void): ScriptedCase => {
  const index = made.length;
  const externalId = String(externalIds.next().value);
  const caseId = caseIdOf('hotline', externalId);
  const steps: Step[] = [];
  const add = (at: number, deed: Deed): void =>
    void steps.push({ at, caseId, key: `${externalId}-${steps.length + 1}`, deed });
  const diary: Diary = {
    phone: phoneOf(index),
    request: (at, data = {}) =>
      add(at, {
        kind: 'webhook',
        type: 'request.created',
        data: {
          externalId,
          channel: 'phone',
          text: textOf(index),
          requester: { name: '林晓', phone: phoneOf(index) },
          ...data,
        },
      }),
    webhook: (at, type, data) => add(at, { kind: 'webhook', type, data: { externalId, ...data } }),
    task: (at, template, body, recipient) => add(at, { kind: 'task', template, recipient, body }),
    desk: (at, body) => add(at, { kind: 'desk', body }),
  };
  write(diary);
  const one = { caseId, route, steps };
  made.push(one);
  return one;
};

const times = (count: number, route: string, write: (diary: Diary, index: number) => void): void => {
  for (let index = 0; index < count; index += 1) scripted(route, (diary) => write(diary, index));
};

const sign = { action: 'sign' };
const satisfied = { action: 'answer', solved: true, satisfied: true };
const unsatisfied = { action: 'answer', contacted: true, solved: false, satisfied: false, comment: '还是老样子' };
const returning = { action: 'return', grounds: ground, explanation: '经核实不属于我单位职责范围' };
const fire = '我家厨房着火了，火很大，人被困在里面，快来救人！';

const signed = ({ request, task }: Diary): void => {
  request(on(2, '09:00'), { category: plain.path });
  task(on(2, '10:00'), 'department-sign-for', sign);
};
const replied = (diary: Diary): void => {
  signed(diary);
  diary.task(on(3, '10:00'), 'department-sign-for', soundReply);
};
const asked = 'citizen-asked';

times(7, 'ordinary', (diary) => {
  signed(diary);
  diary.task(on(2, '14:00'), 'department-sign-for', { action: 'contacted' });
  diary.task(on(3, '10:00'), 'department-sign-for', soundReply);
  diary.task(on(3, '15:00'), asked, satisfied);
});
times(3, 'nobody answers the callback', (diary) => replied(diary));
times(3, 'dissatisfied, then reworked', (diary) => {
  replied(diary);
  diary.task(on(3, '15:00'), asked, unsatisfied);
  diary.task(on(4, '10:00'), 'department-rework', soundReply);
  diary.task(on(4, '15:00'), asked, satisfied);
});
times(1, 'dissatisfied up to the ruling', (diary) => {
  replied(diary);
  for (let round = 1; round <= pack.handling.rework.limit; round += 1) {
    diary.task(on(3 + round - 1, '15:00'), asked, unsatisfied);
    diary.task(on(3 + round, '10:00'), 'department-rework', soundReply);
  }
  const last = 3 + pack.handling.rework.limit;
  diary.task(on(last, '15:00'), asked, unsatisfied);
  diary.task(on(last, '16:00'), 'supervisor-rule', { action: 'rule', decision: 'final-reply', reason: '已依法处理' });
  diary.task(on(last, '17:00'), 'department-final-reply', soundReply);
});
times(1, 'answered by text message', (diary) => {
  replied(diary);
  diary.webhook(on(3, '15:00'), 'sms.received', { externalId: undefined, from: diary.phone, text: '1' });
});
times(3, 'emergency', ({ request, task }, index) => {
  request(on(2, '09:10') + minutes(index), { text: `${textOf(40 + index)}${fire}` });
  task(on(2, '09:14') + minutes(index), 'emergency-handover', { action: 'acknowledge' });
});
times(1, 'emergency that nobody acknowledges', ({ request, task }) => {
  request(on(2, '09:10'), { text: fire });
  task(on(2, '09:25'), 'desk-emergency-unacknowledged', { action: 'acknowledge', note: '已电话确认出警' });
});
times(1, 'emergency sent back', ({ request, task, webhook }) => {
  request(on(2, '09:10'), { text: `油烟很大。${fire}`, category: plain.path });
  task(on(2, '09:14'), 'emergency-handover', { action: 'acknowledge' });
  webhook(on(2, '10:00'), 'emergency.returned', { reason: '现场核实并非火情', by: '119' });
  task(on(2, '11:00'), 'department-sign-for', sign);
  task(on(3, '10:00'), 'department-sign-for', soundReply);
  task(on(3, '15:00'), asked, satisfied);
});
times(1, 'emergency by a supplement', (diary) => {
  signed(diary);
  diary.webhook(on(2, '14:00'), 'request.supplemented', { text: '现在起火了，浓烟滚滚，有人被困，快救命！' });
  diary.task(on(2, '14:04'), 'emergency-handover', { action: 'acknowledge' });
});
times(3, 'classified by the duty desk', ({ request, task }, index) => {
  request(on(2, '09:00'), { text: `有个事情想请你们帮忙看一下，谢谢。第${index + 1}次打来` });
  task(on(2, '10:00'), 'desk-classify', {
    action: 'classify',
    decision: 'assign',
    category: plain.path,
  });
  task(on(2, '11:00'), 'department-sign-for', sign);
  task(on(3, '10:00'), 'department-sign-for', soundReply);
  task(on(3, '15:00'), asked, satisfied);
});
times(1, 'left lying at the duty desk', ({ request }) =>
  request(on(2, '09:20'), { text: '麻烦帮我问一下那个事，多谢了。' }),
);
times(2, 'returned, and granted', ({ request, task }) => {
  request(on(2, '09:00'), { category: plain.path });
  task(on(2, '10:00'), 'department-sign-for', { ...returning, proposedUnit: second });
  task(on(2, '11:00'), 'desk-review-return', { action: 'approve' });
  task(on(2, '14:00'), 'department-sign-for', sign, second);
  task(on(3, '10:00'), 'department-sign-for', soundReply, second);
  task(on(3, '15:00'), asked, satisfied);
});
times(1, 'returned, and denied', ({ request, task }) => {
  request(on(2, '09:00'), { category: plain.path });
  task(on(2, '10:00'), 'department-sign-for', returning);
  task(on(2, '11:00'), 'desk-review-return', { action: 'deny', reason: '按派单目录由贵单位主办' });
  task(on(3, '10:00'), 'department-sign-for', soundReply);
});
times(1, 'returned until there is a ruling', ({ request, task }) => {
  request(on(2, '09:00'), { category: plain.path });
  task(on(2, '10:00'), 'department-sign-for', { ...returning, proposedUnit: second });
  task(on(2, '11:00'), 'desk-review-return', { action: 'approve' });
  task(on(2, '14:00'), 'department-sign-for', { ...returning, proposedUnit: third }, second);
  task(
    on(3, '10:00'),
    'supervisor-rule',
    { action: 'rule', decision: 'assign', unit: plainLead, reason: '依据三定方案由其主办' },
    supervisingOffice,
  );
  task(on(3, '11:00'), 'department-sign-for', sign, plainLead);
  task(on(4, '10:00'), 'department-sign-for', soundReply, plainLead);
  task(on(4, '15:00'), asked, satisfied);
});
times(3, 'overdue up to supervision', (diary, index) => {
  signed(diary);
  diary.task(on(2, '14:00'), 'department-sign-for', { action: 'contacted' });
  // The third is never replied to.
  if (index < 2) diary.task(on(12, '10:00'), 'department-sign-for', soundReply);
  if (index < 1) diary.task(on(12, '15:00'), asked, satisfied);
});
times(1, 'never signed for', ({ request, task }) => {
  request(on(2, '09:00'), { category: plain.path });
  task(on(6, '10:00'), 'department-sign-for', soundReply);
});
times(2, 'supplemented, and again after its end', (diary) => {
  signed(diary);
  diary.webhook(on(2, '15:00'), 'request.supplemented', { text: '补充：问题主要出现在夜间。' });
  diary.task(on(3, '10:00'), 'department-sign-for', soundReply);
  diary.task(on(3, '15:00'), asked, satisfied);
  diary.webhook(on(5, '10:00'), 'request.supplemented', { text: '又坏了，和上次一样。' });
});
times(1, 'withdrawn', (diary) => {
  signed(diary);
  diary.webhook(on(3, '09:30'), 'request.withdrawn', { reason: '问题已自行解决' });
});
const twin = (place: string, phone: string) => ({
  category: plain.path,
  text: `${place}的公交站台顶棚破损，下雨天候车的人都淋湿了，希望尽快维修。`,
  location: { address: place },
  requester: { name: '李建国', phone },
});
for (const [index, place] of ['滨江路与解放大道交叉口', '人民路小学东门外'].entries()) {
  const same = twin(place, `1370000111${index}`);
  times(1, 'parent of a duplicate', (diary) => {
    diary.request(on(2, '09:00'), same);
    diary.task(on(2, '10:00'), 'department-sign-for', sign);
    diary.task(on(3, '10:00'), 'department-sign-for', soundReply);
    diary.task(on(3, '15:00'), asked, satisfied);
  });
  times(1, 'duplicate', ({ request, task }) => {
    request(on(2, '09:30'), same);
    task(on(3, '15:00'), asked, index === 0 ? satisfied : { ...satisfied, satisfied: false });
  });
}
const orphan = twin('湖滨公园南门', '13700002222');
times(1, 'parent that is withdrawn', ({ request, webhook }) => {
  request(on(2, '09:00'), orphan);
  webhook(on(2, '14:00'), 'request.withdrawn', {});
});
times(1, 'duplicate whose parent is withdrawn', ({ request, task }) => {
  request(on(2, '09:30'), orphan);
  task(on(2, '16:00'), 'department-sign-for', sign);
  task(on(3, '10:00'), 'department-sign-for', soundReply);
});
times(1, 'answered from the service list', ({ request }) =>
  request(on(2, '09:00'), { text: pack.serviceList.items[0]?.questions[0] }),
);
times(1, 'answered on the telephone', ({ request }) =>
  request(on(2, '09:00'), { handled: { answer: '已告知办理地点和材料', at: '2026-03-02T08:59:00+08:00' } }),
);
times(1, 'out of scope', ({ request }) =>
  request(on(2, '09:00'), {
    text: `我要反映一件事：${(pack.triage.outOfScope[0]?.groups[0] ?? []).join('，')}，请你们处理。`,
  }),
);
times(1, 'with assisting departments', ({ request, task }) => {
  request(on(2, '09:00'), { category: assisted.path });
  task(on(2, '10:00'), 'department-sign-for', sign);
  for (const [index, unit] of assisted.assisting.entries())
    task(on(2, '14:00') + minutes(index * 10), 'department-assist', soundReply, unit);
  task(on(3, '10:00'), 'department-sign-for', soundReply);
  task(on(3, '15:00'), asked, satisfied);
});
times(1, 'with more time', (diary) => {
  signed(diary);
  diary.task(on(2, '14:00'), 'department-sign-for', { action: 'contacted' });
  diary.task(on(2, '15:00'), 'department-sign-for', { action: 'extend', reason: '等待材料到货', workingDays: 2 });
  diary.task(on(2, '16:00'), 'desk-decide-time', { action: 'approve' });
  diary.task(on(9, '10:00'), 'department-sign-for', soundReply);
  diary.task(on(9, '15:00'), asked, satisfied);
});
times(1, 'with a reply that says nothing', (diary) => {
  signed(diary);
  diary.task(on(3, '10:00'), 'department-sign-for', { action: 'reply', text: '已处理' });
  diary.task(on(3, '11:00'), 'desk-review-reply', { action: 'deny', reason: '请写明处理措施和结果' }, dutyDesk);
  diary.task(on(3, '14:00'), 'department-sign-for', soundReply);
  diary.task(on(3, '15:00'), asked, satisfied);
});
times(1, 'critical', ({ request, task }) => {
  request(on(2, '09:00'), { category: plain.path, urgency: 'critical' });
  task(on(2, '09:12'), 'department-sign-for', sign);
  task(on(2, '09:25'), 'department-sign-for', { action: 'contacted' });
  task(on(2, '15:00'), 'department-sign-for', soundReply);
  task(on(2, '16:00'), asked, satisfied);
});
times(1, 'taken over by a higher unit', (diary) => {
  signed(diary);
  diary.desk(on(2, '14:00'), { act: 'elevate', by: supervisingOffice, unit: second, reason: '市级提级办理' });
  diary.task(on(2, '15:00'), 'department-sign-for', sign, second);
});
export const cases: readonly ScriptedCase[] = made;

/** Cases that hear of their parents by queue. */
export const followers = made.filter(({ route }) => route.startsWith('duplicate')).map(({ caseId }) => caseId);

/** Steps of one instant belong to different cases and are taken at once. */
export const batches: readonly { at: number; steps: readonly Step[] }[] = [
  ...Map.groupBy(
    made.flatMap((one) => one.steps),
    (step) => step.at,
  ),
]
  .map(([at, steps]) => ({ at, steps }))
  .sort((one, other) => one.at - other.at);
