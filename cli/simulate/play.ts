// Plays the traffic: posts what is due, lets people open what reached them, and moves time from one to the next.
import type { CityPack } from '#schemas/city/pack.ts';
import { type Act, actOn } from './act.ts';
import { type Agenda, createAgenda } from './agenda.ts';
import type { Chance } from './chance.ts';
import { officeHours } from './local-time.ts';
import type { Call, Event } from './plan-calls.ts';
import type { Answered, Town } from './town.ts';
import type { Traffic } from './traffic-file.ts';
import { type Answer, answerFor, type Message, roleOf, type Visit, visitFor } from './visits.ts';

type Item =
  | { what: 'call'; call: Call }
  | { what: 'event'; event: Event }
  | { what: 'visit'; visit: Visit }
  | { what: 'answer'; answer: Answer; message: Message };

export type Played = {
  /** By case id; a repeat that was merged has a case of its own. */
  calls: ReadonlyMap<string, Call>;
  acts: number;
  /** Refusals by door and code: normal, people come late. */
  refused: Record<string, number>;
  /** What must not happen: a door that failed. */
  faults: { at: string; caseId: string; did: string; status: number }[];
};

export type Play = {
  town: Town;
  traffic: Traffic;
  pack: CityPack;
  chance: Chance;
  calls: readonly Call[];
  end: number;
  onTime(now: number): void;
};

const mostVisits = 12;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const play = async (options: Play): Promise<Played> => {
  const { town, calls, end } = options;
  const agenda = createAgenda<Item>();
  for (const call of calls) agenda.add(call.at, { what: 'call', call });
  const people = createPeople(options, agenda);
  for (;;) {
    const next = Math.min(agenda.nextAt() ?? end, end);
    await town.advanceTo(next);
    options.onTime(next);
    for (const message of await town.newMessages()) people.hear(message);
    if (next >= end) return people.played;
    for (let item = agenda.take(next); item !== undefined; item = agenda.take(next)) {
      await people.perform(item);
      for (const message of await town.newMessages()) people.hear(message);
    }
  }
};

const createPeople = ({ town, traffic, pack, chance, end }: Play, agenda: Agenda<Item>) => {
  const calls = new Map<string, Call>();
  const refused: Record<string, number> = {};
  const played = { calls, acts: 0, refused, faults: [] as Played['faults'][number][] };
  const whenOpen = officeHours(pack.city);
  /** Links that somebody is going to open already. */
  const expected = new Set<string>();
  const leadLinks = new Map<string, string>();

  /** Nobody acts before what they act on; nothing is planned past the end. */
  const plan = (at: number, item: Item): void => {
    const from = Math.max(at, town.now());
    if (from < end) agenda.add(from, item);
  };

  const planVisit = (visit: Visit): void => {
    if (expected.has(visit.link)) return;
    expected.add(visit.link);
    plan(visit.at, { what: 'visit', visit });
  };

  const hear = (message: Message): void => {
    const { template = '', caseId = '' } = message.tags;
    const draws = chance.of(`message ${message.id}`);
    if (roleOf(template) === 'citizen') {
      const answer = answerFor(traffic, draws, message);
      if (answer !== undefined) plan(answer.at, { what: 'answer', answer, message });
      return;
    }
    const visit = visitFor(traffic, draws, message);
    if (visit === undefined) return;
    if (template === 'department-sign-for') leadLinks.set(caseId, visit.link);
    planVisit({ ...visit, at: isForAnyHour(visit, calls.get(caseId)) ? visit.at : whenOpen(visit.at) });
  };

  const count = (answered: Answered, caseId: string, did: string): void => {
    played.acts += 1;
    const { status, code } = answered;
    if (status >= 500) played.faults.push({ at: new Date(town.now()).toISOString(), caseId, did, status });
    else if (status >= 400) refused[`${did}: ${code}`] = (refused[`${did}: ${code}`] ?? 0) + 1;
  };

  const post = async (event: Event, caseId: string): Promise<Answered> => {
    const answered = await town.post(event);
    count(answered, caseId, event.type);
    return answered;
  };

  const take = async (call: Call): Promise<void> => {
    const { body } = await post(call, call.externalId);
    if (typeof body['caseId'] === 'string') calls.set(body['caseId'], call);
    for (const event of call.later) plan(event.at, { what: 'event', event });
  };

  const visit = async (visit: Visit): Promise<void> => {
    const { link, caseId } = visit;
    expected.delete(link);
    const seen = await town.open(link);
    const call = calls.get(caseId);
    if (seen === undefined || call === undefined || seen.task.state === 'closed') return;
    const draws = chance.of(`${caseId} ${seen.task.id} ${visit.count} ${visit.at}`);
    const act = actOn({ visit, seen, call, traffic, pack, chance: draws });
    if (act === undefined) return;
    const answered = await town.act(link, act.body);
    count(answered, caseId, act.body.action);
    follow(visit, act, answered, call, draws);
  };

  /** What somebody does next about the same matter. */
  const follow = (visit: Visit, { body, againAfter }: Act, { status }: Answered, call: Call, draws: Chance): void => {
    const isRefused = status >= 400;
    if (body.action === 'phoned' && !isRefused) phoned(visit, draws);
    if (body.action === 'acknowledge' && !isRefused && draws.isWithin(traffic.people.emergencyLine.sendsBack))
      sendBack(call, draws);
    const after = isRefused ? draws.between({ from: 4, to: 20 }) * hourMs : againAfter;
    if (after === undefined || visit.count >= mostVisits) return;
    const hurried = visit.hurried && !isRefused && body.action !== 'progress';
    const pace = hurried ? after / 8 : after;
    planVisit({ ...visit, at: whenOpen(Math.round(visit.at + pace)), count: visit.count + 1 });
  };

  /** Whoever is telephoned looks at last. */
  const phoned = ({ caseId }: Visit, draws: Chance): void => {
    const link = leadLinks.get(caseId);
    if (link === undefined) return;
    const at = town.now() + Math.round(draws.between({ from: 5, to: 60 }) * 60_000);
    planVisit({ role: 'department', link, caseId, at, hurried: true, count: 0 });
  };

  const sendBack = (call: Call, draws: Chance): void => {
    const { source, externalId } = call;
    const at = town.now() + Math.round(draws.between({ from: 0.3, to: 5 }) * hourMs);
    const data = { externalId, reason: '现场核实无险情，属一般管理问题', by: '值班台' };
    plan(at, {
      what: 'event',
      event: { at, source, id: `sim-${externalId}-sent-back`, type: 'emergency.returned', data },
    });
  };

  const answer = async ({ by, solved, satisfied }: Answer, message: Message): Promise<void> => {
    const caseId = message.tags['caseId'] ?? '';
    const call = calls.get(caseId);
    if (call === undefined) return;
    const draws = chance.of(`answer ${message.id}`);
    const { source, externalId, phone } = call;
    const at = town.now();
    const comment = draws.isWithin(0.3) ? { comment: draws.pick(traffic.texts.comment) } : {};
    const spoken = { externalId, contacted: true, solved, satisfied };
    const link = message.links.find((one) => new URL(one).pathname.startsWith('/t/'));
    if (by === 'link' && link !== undefined)
      count(await town.act(link, { action: 'answer', solved, satisfied, ...comment }), caseId, 'answer');
    else if (by === 'sms' && phone !== undefined) {
      const text = satisfied ? '1' : solved ? '2' : '3';
      await post(
        { at, source, id: `sim-sms-${message.id}`, type: 'sms.received', data: { from: phone, text } },
        caseId,
      );
    } else await post({ at, source, id: `sim-call-${message.id}`, type: 'callback.recorded', data: spoken }, caseId);
    if (satisfied && draws.isWithin(traffic.people.citizen.callsLater)) {
      const back = at + Math.round(draws.between({ from: 1, to: 9 }) * dayMs);
      const data = { ...spoken, solved: false, satisfied: false };
      const event = { at: back, source, id: `sim-back-${message.id}`, type: 'callback.recorded', data };
      plan(back, { what: 'event', event });
    }
  };

  const perform = async (item: Item): Promise<void> => {
    switch (item.what) {
      case 'call':
        return take(item.call);
      case 'event':
        await post(item.event, item.event.id);
        return;
      case 'visit':
        return visit(item.visit);
      case 'answer':
        return answer(item.answer, item.message);
      default:
        return item satisfies never;
    }
  };

  return { played, hear, perform };
};

/** Emergencies and what is urgent are not left until the morning. */
const isForAnyHour = ({ role }: Visit, call: Call | undefined): boolean => {
  if (role === 'emergencyLine' || call?.kind === 'emergency') return true;
  const urgency = call?.truth.leaf.urgency;
  return urgency === 'critical' || urgency === 'urgent';
};
