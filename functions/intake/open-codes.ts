// What a telephone may answer by text message now: its open questions and tasks, each with its place among them.
import type { CaseState } from '#functions/case/case-state.ts';
import { isOver } from '#functions/case/deciding.ts';
import { tasksOf } from '#functions/case/standing.ts';
import { phoneFacet, placedTasks, type Role } from '#functions/messages/reply-codes.ts';
import { barePhone } from '#functions/people/bare-phone.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Task } from '#schemas/matter.ts';
import type { Door } from './door.ts';

export type OpenCase = { caseId: string; state: CaseState };
export type Answerable = OpenCase & { role: Role; task: Task; place: number };

const mostCases = 20;

/** Cases of a citizen that are not over. */
export const openCasesOf = async (door: Door, from: string): Promise<OpenCase[]> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const hash = door.desk.findHash('phone', barePhone(from));
  const found = await findMatters(dynamo(), MATTERS_TABLE, { facet: 'phone', hash, since: '0', limit: mostCases });
  const loaded = await Promise.all(
    found.map(async ({ ref }) => ({ caseId: ref.id, state: (await door.desk.load(ref.id)).state })),
  );
  return loaded.flatMap(({ caseId, state }) => (state === undefined || isOver(state) ? [] : [{ caseId, state }]));
};

export const openCodes = async (door: Door, from: string): Promise<Answerable[]> => [
  ...(await openQuestions(door, from)),
  ...(await openTasks(door, from)),
];

const openQuestions = async (door: Door, from: string): Promise<Answerable[]> => {
  const asked = (await openCasesOf(door, from)).flatMap((one) => {
    const task = taskIn(door, one.state, ({ kind }) => kind === 'citizen');
    return task === undefined ? [] : [{ ...one, role: 'citizen' as const, task }];
  });
  // The only question needs no code of its own: 1, 2 and 3 are its answers, however it was asked.
  if (asked.length <= 1) return asked.map((one) => ({ ...one, place: 1 }));
  const placed = await placesOf(door, 'citizen', from);
  return asked.flatMap((one) => {
    const place = placed.get(placeKey(one.caseId, one.task.id));
    return place === undefined ? [] : [{ ...one, place }];
  });
};

const openTasks = async (door: Door, from: string): Promise<Answerable[]> => {
  const placed = await placesOf(door, 'unit', from);
  const caseIds = [...new Set([...placed.keys()].map((key) => key.slice(0, key.indexOf('/'))))];
  const tasks = caseIds.map(async (caseId): Promise<Answerable[]> => {
    const { state } = await door.desk.load(caseId);
    if (state === undefined) return [];
    return tasksOf(door.desk.policy.pack)(state).flatMap((task) => {
      const place = placed.get(placeKey(caseId, task.id));
      return place === undefined || !isUnsigned(state, task) ? [] : [{ caseId, state, role: 'unit', task, place }];
    });
  });
  return (await Promise.all(tasks)).flat();
};

/** By text message a task is signed for or confirmed; everything else needs its page. */
const isUnsigned = (state: CaseState, { kind, owner }: Task): boolean => {
  if (kind === 'emergency') return true;
  if (kind === 'lead') return state.stage.name === 'assigned';
  return state.handling?.assisting.some((one) => one.unit === owner && !one.signed) === true;
};

const taskIn = (door: Door, state: CaseState, wanted: (task: Task) => boolean): Task | undefined =>
  tasksOf(door.desk.policy.pack)(state).find(wanted);

const placeKey = (caseId: string, taskId: string): string => `${caseId}/${taskId}`;

const placesOf = async (door: Door, role: Role, from: string): Promise<Map<string, number>> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const hash = door.desk.findHash(phoneFacet[role], barePhone(from));
  const placed = await placedTasks(dynamo(), MATTERS_TABLE, { role, hash });
  return new Map(placed.map(({ ref, taskId, place }) => [placeKey(ref.id, taskId), place]));
};
