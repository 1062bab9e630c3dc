// Who calls when about what: the whole traffic of a run, drawn before it begins.
import type { CityPack, LeafCategory } from '#schemas/city/pack.ts';
import type { Chance } from './chance.ts';
import { localTimeIn } from './local-time.ts';
import type { callKinds, Traffic } from './traffic-file.ts';

export type Event = { at: number; source: string; id: string; type: string; data: Record<string, unknown> };

/** A call, and what is true about it: the people of the town know, the product must find out. */
export type Call = Event & {
  externalId: string;
  kind: (typeof callKinds)[number];
  truth: { leaf: LeafCategory; itemId?: string | undefined; sameAs?: string | undefined };
  phone: string | undefined;
  /** What the same source posts about it later. */
  later: Event[];
};

export type Plan = { traffic: Traffic; pack: CityPack; chance: Chance; start: number; days: number; cases: number };

type Told = { text: string; address: string; phone: string | undefined; leaf: LeafCategory; externalId: string };
type Repeat = { at: number; how: 'again' | 'neighbour'; of: Told };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const planCalls = (plan: Plan): Call[] => {
  const repeats: Repeat[] = [];
  return instantsOf(plan).map((at, index) => {
    const due = repeats.findIndex((one) => one.at <= at);
    const repeat = due === -1 ? undefined : repeats.splice(due, 1)[0];
    const call = callOf(plan, at, index, repeat);
    if (call.kind === 'trouble' && repeat === undefined) repeats.push(...repeatsOf(plan, call));
    return call;
  });
};

/** When the telephone rings, in order: more at ten in the morning than at three at night. */
const instantsOf = ({ traffic, pack, chance, start, days, cases }: Plan): number[] => {
  const local = localTimeIn(pack.city.timeZone);
  const most = Math.max(...traffic.hours);
  const draws = chance.of('instants');
  const instants: number[] = [];
  while (instants.length < cases) {
    const at = start + Math.floor(draws.fraction() * days * dayMs);
    const { weekend, hour } = local(at);
    const weight = (traffic.hours[hour] ?? 0) * (weekend ? traffic.weekend : 1);
    if (draws.isWithin(weight / most)) instants.push(at);
  }
  return instants.sort((one, other) => one - other);
};

const callOf = (plan: Plan, at: number, index: number, repeat: Repeat | undefined): Call => {
  const { traffic, pack } = plan;
  const externalId = `SIM-${String(index + 1).padStart(5, '0')}`;
  const chance = plan.chance.of(externalId);
  const kind = repeat === undefined ? kindOf(chance.weighted(traffic.kinds)) : 'trouble';
  const source = chance.pick(
    traffic.sources.flatMap((one) => Array.from({ length: Math.max(1, Math.round(one.weight / 10)) }, () => one)),
  );
  const leaf = repeat?.of.leaf ?? leafOf(plan, chance);
  const item = kind === 'question' ? chance.pick(pack.serviceList.items) : undefined;
  const address = repeat?.of.address ?? placeOf(pack, chance);
  const phone = phoneOf(traffic, chance, index, repeat);
  const text = textOf({ traffic, chance, kind, leaf, address, question: item && chance.pick(item.questions), repeat });
  const isClassified = kind === 'trouble' && chance.isWithin(source.classifies);
  const isHandled = repeat === undefined && kind !== 'emergency' && chance.isWithin(traffic.callers.handled);
  const data = {
    externalId,
    channel: chance.weighted(source.channels),
    text,
    requester: requesterOf(traffic, chance, phone),
    location: { address },
    ...(isClassified ? { category: leaf.path } : {}),
    ...(isHandled && isClassified
      ? { handled: { answer: '已向来电人当场解释政策并告知办理渠道。', at: new Date(at).toISOString() } }
      : {}),
  };
  const call: Call = {
    ...{ at, source: source.id, id: `sim-${externalId}`, type: 'request.created', data },
    ...{ externalId, kind, phone },
    truth: { leaf, itemId: item?.id, sameAs: repeat?.of.externalId },
    later: [],
  };
  if (kind === 'trouble') call.later.push(...laterOf(traffic, chance, call));
  return call;
};

const kindOf = (name: string): Call['kind'] =>
  name === 'question' || name === 'out-of-scope' || name === 'emergency' || name === 'unclear' ? name : 'trouble';

const leafOf = ({ traffic, pack }: Plan, chance: Chance): LeafCategory => {
  const branch = chance.weighted(traffic.branches);
  const leaves = pack.catalogue.leaves.filter(
    ({ path, phrases }) => path.startsWith(`${branch}/`) && phrases.length > 0,
  );
  return chance.pick(leaves.length > 0 ? leaves : pack.catalogue.leaves);
};

const placeOf = (pack: CityPack, chance: Chance): string => {
  const { landmarks } = chance.pick(pack.departments.areas.filter((area) => area.landmarks.length > 0));
  return `${chance.pick(landmarks)}${Math.ceil(chance.fraction() * 190)}号`;
};

const phoneOf = (traffic: Traffic, chance: Chance, index: number, repeat: Repeat | undefined): string | undefined => {
  if (repeat?.how === 'again' && repeat.of.phone !== undefined) return repeat.of.phone;
  return chance.isWithin(traffic.callers.withoutTelephone) ? undefined : `139${String(10_000_000 + index)}`;
};

const surnames = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const givenNames = [
  '芳',
  '伟',
  '秀英',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '涛',
  '明',
  '超',
];

const requesterOf = (traffic: Traffic, chance: Chance, phone: string | undefined): Record<string, unknown> => ({
  ...(chance.isWithin(traffic.callers.anonymous)
    ? { anonymous: true }
    : { name: `${chance.pick(surnames)}${chance.pick(givenNames)}` }),
  ...(chance.isWithin(traffic.callers.confidential) ? { confidential: true } : {}),
  ...(phone === undefined ? {} : { phone }),
});

type Saying = {
  traffic: Traffic;
  chance: Chance;
  kind: Call['kind'];
  leaf: LeafCategory;
  address: string;
  question: string | undefined;
  repeat: Repeat | undefined;
};

const textOf = ({ traffic, chance, kind, leaf, address, question, repeat }: Saying): string => {
  if (repeat !== undefined) return filled(chance.pick(traffic.texts[repeat.how]), { text: repeat.of.text });
  return filled(chance.pick(traffic.texts[kind]), {
    place: address,
    trouble: chance.pick(leaf.phrases.length > 0 ? leaf.phrases : leaf.words),
    since: chance.pick(traffic.texts.since),
    plea: chance.pick(traffic.texts.plea),
    question: question ?? '',
  });
};

const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

const laterOf = ({ afterwards, texts }: Traffic, chance: Chance, call: Call): Event[] => {
  const { externalId, source, at } = call;
  const event = (type: string, name: 'supplement' | 'withdrawal', data: Record<string, unknown>): Event[] =>
    chance.isWithin(afterwards[name].share)
      ? [
          {
            ...{ at: at + Math.round(chance.between(afterwards[name].afterHours) * hourMs), source, type },
            id: `sim-${externalId}-${name}`,
            data: { externalId, ...data },
          },
        ]
      : [];
  return [
    ...event('request.supplemented', 'supplement', { text: chance.pick(texts.supplement) }),
    ...event('request.withdrawn', 'withdrawal', { reason: chance.pick(texts.withdrawal) }),
  ];
};

const repeatsOf = ({ traffic, chance }: Plan, call: Call): Repeat[] => {
  const draws = chance.of(`${call.externalId} repeats`);
  const { externalId, phone, truth, data } = call;
  const location: unknown = data['location'];
  const address = typeof location === 'object' && location !== null && 'address' in location ? location.address : '';
  const of: Told = { externalId, phone, leaf: truth.leaf, text: String(data['text']), address: String(address) };
  return (['again', 'neighbour'] as const).flatMap((how) => {
    const { share, afterHours } = traffic.afterwards[how];
    return draws.isWithin(share) ? [{ how, of, at: call.at + draws.between(afterHours) * hourMs }] : [];
  });
};
