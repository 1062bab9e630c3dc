// A problem as a person at the desk reads it: what happened, that nothing was lost, and the way back.
import { html } from 'hono/html';
import { html as htmlResponse, type RouteRequest, type RouteResponse } from '#kernel/define-route.ts';
import type { Problem } from '#schemas/problem.ts';
import type { Reader } from './desk-route.ts';
import { deskPolicy, frame } from './frame.ts';
import { named } from './words.ts';

/** A page whose only script is the frame's own; `images`: whence its pictures come. */
export const deskHtml = (status: number, body: string, images?: string): RouteResponse =>
  htmlResponse(status, body, { 'content-security-policy': deskPolicy(images) });

/** What a kind of problem means to the person at the desk. */
export const problemSentence = (kind: string, { pack, locale }: Reader): string => {
  const { problems } = pack.messages[locale].desk;
  return Object.hasOwn(problems, kind) ? named(problems, kind) : problems.other;
};

export const problemPage = (told: Problem, request: RouteRequest, reader: Reader): RouteResponse => {
  const title = problemSentence(told.type.slice(told.type.lastIndexOf(':') + 1), reader);
  const { case: words } = reader.pack.messages[reader.locale].desk;
  const body = html`<h1>${title}</h1><p><a href="/desk">${words.back}</a></p>`;
  return deskHtml(told.status, frame(reader, request, title, body));
};
