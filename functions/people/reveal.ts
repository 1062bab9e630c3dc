// A department asks to see who the citizen is, and sees it with the code that its registered contact was sent. GET shows
// forms and changes nothing. The code is kept in `people`, which holds nothing less than what it opens, and expires there.
import { randomInt, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { askReveal, mayBeRevealed, openReveal, reveal } from '#functions/case/decide-reveal.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { type RevealShowing, revealPage } from '#functions/pages/reveal-page.ts';
import { defineTaskRoute, type Opened } from '#functions/task/opened-task.ts';
import { html, type RouteRequest, type RouteResponse, readFields, seeOther } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Task } from '#schemas/matter.ts';
import { peopleStore } from './people-store.ts';
import { textIdOf } from './text-id.ts';

/** Roles that work on a case by a link; desk and supervisors sign in. */
const working = ['lead', 'assisting', 'emergency-line'];

const FormSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('ask'), nonce: z.string().max(64), reason: z.string().trim().min(1).max(300) }),
  z.object({ act: z.literal('look'), nonce: z.string().max(64), code: z.string().regex(/^\d{6}$/) }),
]);

export const handler = defineTaskRoute('reveal', ['GET', 'POST'], async (request, opened) => {
  const { task } = opened;
  if (task === undefined || !working.includes(task.role))
    throw new ProblemError(problem('action-not-possible', 'only whoever has the case in hand sees who the citizen is'));
  if (request.method === 'GET' || !mayBeRevealed(opened.state)) return show(request, opened, task);
  const sent = FormSchema.safeParse(readFields(request));
  if (!sent.success) return show(request, opened, task, { trouble: 'missing' }, 422);
  return sent.data.act === 'ask' ? ask(request, opened, task, sent.data) : look(request, opened, task, sent.data);
});

const show = (
  request: RouteRequest,
  { desk, link, state }: Opened,
  task: Task,
  more: Pick<RevealShowing, 'trouble' | 'person'> = {},
  status = 200,
): RouteResponse => {
  const { pack } = desk.policy;
  const showing = {
    number: state.intake.number,
    back: `/t/${request.parameters['token'] ?? ''}`,
    nonce: sha256(`${request.requestId}${link.taskId}reveal`).slice(0, 24),
    may: mayBeRevealed(state),
    isAsked: openReveal(state, task.owner, request.occurredAt, desk.policy) !== undefined,
    ...more,
  };
  return html(status, revealPage(showing, pack, localeOf(request, pack)));
};

const people = () => peopleStore(dynamo(), readEnvironment(['PEOPLE_TABLE']).PEOPLE_TABLE);

/** True when a door was tried too often in this hour. */
const isShut = async (request: RouteRequest, { desk, link }: Opened, door: string, unit: string): Promise<boolean> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const hash = desk.findHash(door, `${link.matter.id}/${unit}`);
  const tries = await countThisHour(dynamo(), MATTERS_TABLE, hash, request.occurredAt);
  return tries > desk.policy.pack.handling.revealCode.tries;
};

const carry = async (
  request: RouteRequest,
  { desk, link, loaded }: Opened,
  task: Task,
  cause: string,
  decide: Decide,
) => {
  const actor = { role: task.role, id: task.owner };
  const command = {
    caseId: link.matter.id,
    cause,
    actor,
    occurredAt: request.occurredAt,
    caller: 'outside',
    decide,
  } as const;
  const carried = await desk.carry(command, loaded);
  log.info('reveal', { matter: link.matter.id, unit: task.owner, outcome: carried.outcome });
  return carried.outcome;
};

type Sent<Act extends 'ask' | 'look'> = Extract<z.infer<typeof FormSchema>, { act: Act }>;

/** A new code goes to the contact on record; the one before it no longer opens anything. */
const ask = async (request: RouteRequest, opened: Opened, task: Task, { nonce, reason }: Sent<'ask'>) => {
  if (await isShut(request, opened, 'reveal-asks', task.owner))
    return show(request, opened, task, { trouble: 'tooManyCodes' }, 429);
  const { id: caseId } = opened.link.matter;
  const cause = `reveal/${opened.link.taskId}/${nonce}`;
  const [reasonId, codeId] = [textIdOf(`${caseId}/${cause}`), textIdOf(`${caseId}/${cause}/code`)];
  const { occurredAt } = request;
  // A form sent twice keeps the first code: the second would be one that nobody was sent.
  if ((await people().words(caseId, codeId)) === undefined) {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await people().keepWords(caseId, codeId, { text: code, by: 'system', at: occurredAt }, occurredAt);
    await people().keepWords(caseId, reasonId, { text: reason, by: task.owner, at: occurredAt }, occurredAt);
  }
  await carry(request, opened, task, cause, askReveal(task.owner, reasonId, codeId));
  const { lang } = request.query;
  return seeOther(`?${new URLSearchParams(lang === undefined ? {} : { lang })}`);
};

const look = async (request: RouteRequest, opened: Opened, task: Task, { nonce, code }: Sent<'look'>) => {
  const asked = openReveal(opened.state, task.owner, request.occurredAt, opened.desk.policy);
  if (asked === undefined) return show(request, opened, task, { trouble: 'wrongCode' }, 403);
  if (await isShut(request, opened, `reveal-tries/${asked.codeTextId}`, task.owner))
    return show(request, opened, task, { trouble: 'tooManyCodes' }, 429);
  const { id: caseId } = opened.link.matter;
  const kept = await people().words(caseId, asked.codeTextId);
  if (kept === undefined || !timingSafeEqual(Buffer.from(sha256(kept.text)), Buffer.from(sha256(code))))
    return show(request, opened, task, { trouble: 'wrongCode' }, 403);
  // First the record, then the person: what is not on record is not shown.
  const outcome = await carry(
    request,
    opened,
    task,
    `reveal/${opened.link.taskId}/${nonce}`,
    reveal(task.owner, asked.codeTextId),
  );
  const person = outcome === 'rejected' ? undefined : await people().request(caseId);
  return person === undefined
    ? show(request, opened, task, { trouble: 'wrongCode' }, 403)
    : show(request, opened, task, { person });
};
