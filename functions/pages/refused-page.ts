// A form that was refused, again with what was typed and what was wrong. Nothing else of the case: the page before has it.
import { html } from 'hono/html';
import type { TaskDescription } from '#schemas/tasks.ts';
import { page } from './page.ts';
import { actForm, type FormContext } from './task-form.ts';

/** `number` is the case's. */
export const refusedPage = (
  number: string,
  act: TaskDescription['actions'][number],
  context: Omit<FormContext, 'points'>,
): string => {
  const { pack, locale } = context;
  const title = `${pack.messages[locale].pages.taskTitle} ${number}`;
  return page(
    pack,
    locale,
    title,
    html`<h1><a href="?do=${act.action}&amp;lang=${locale}">${title}</a></h1>${actForm(act, { ...context, points: [] })}`,
  );
};
