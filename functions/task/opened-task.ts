// What a signed link opens (DESIGN §4): the case it belongs to, and its task as long as that is open.

import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { tasksOf } from '#functions/case/standing.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { problemPage } from '#functions/pages/problem-page.ts';
import { fold } from '#kernel/carry-out.ts';
import { defineRoute, html, type RouteRequest, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import type { Loaded } from '#kernel/matter.ts';
import { ProblemError, problem, problemResponse } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import { findLink, type Link } from './link.ts';

export type Opened = {
  desk: CaseDesk;
  link: Link;
  state: CaseState;
  loaded: Loaded<CaseState>;
  commits: Commit[];
  /** The open task of the link, or undefined when it is closed. */
  task: Task | undefined;
};

/** Unknown links tried from one address in an hour before the door stays shut. */
const mostTries = 60;

/** A route behind a link: problems leave as JSON for machines and as a page for people. */
export const defineTaskRoute = (
  name: string,
  methods: readonly ('GET' | 'POST')[],
  route: (request: RouteRequest, opened: Opened) => Promise<RouteResponse>,
) =>
  defineRoute(name, methods, async (request) => {
    const desk = await caseDesk();
    try {
      return await route(request, await openTask(request, desk));
    } catch (fault) {
      if (!(fault instanceof ProblemError) || wantsJson(request)) throw fault;
      const { pack } = desk.policy;
      return {
        ...problemResponse(fault.problem),
        ...html(fault.problem.status, problemPage(fault.problem, pack, localeOf(request, pack))),
      };
    }
  });

const openTask = async (request: RouteRequest, desk: CaseDesk): Promise<Opened> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const token = request.parameters['token'] ?? '';
  const link = /^[0-9A-Za-z]{15,22}$/.test(token) ? await findLink(dynamo(), MATTERS_TABLE, token) : undefined;
  if (link === undefined) throw await unknownLink(request, desk, MATTERS_TABLE);
  if (link.expiresAt < request.occurredAt)
    throw new ProblemError(problem('link-expired', 'this link is no longer valid; a reminder brings a new one'));
  const commits = await desk.desk.store.loadCommits(link.matter);
  const loaded = fold(desk.kind, link.matter, commits);
  const { state } = loaded;
  if (state === undefined) throw new ProblemError(problem('link-unknown', 'there is no such link'));
  if (link.generation < state.linkGeneration)
    throw new ProblemError(problem('link-expired', 'this link was revoked; whoever has the task got a new one'));
  const task = tasksOf(desk.policy.pack)(state).find((one) => one.id === link.taskId);
  return { desk, link, state, loaded, commits, task };
};

/** Guessing is throttled by address (DESIGN §4). */
const unknownLink = async (request: RouteRequest, desk: CaseDesk, table: string): Promise<ProblemError> => {
  const door = desk.findHash('link-tries', request.sourceIp);
  const tries = await countThisHour(dynamo(), table, door, request.occurredAt);
  return tries > mostTries
    ? new ProblemError(problem('too-many-tries', 'too many unknown links from this address; try again in an hour'))
    : new ProblemError(problem('link-unknown', 'there is no such link'));
};
