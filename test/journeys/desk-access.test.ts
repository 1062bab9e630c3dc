// Who gets in where: every route of the desk, every role, an own case and another unit's. The table is made from the list
// of functions, so that a new route without a rule fails here.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functions } from '#infra/functions.ts';
import { otherAgencies, pack, plain, soundReply } from './support/pack.ts';
import { type Browser, browse, type PersonName, people } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

type Which = 'own' | 'other';
/** What a route answers to somebody on a case: 200, 403 for what is not theirs to do, 404 for what is not theirs at all. */
type Rule = {
  path(caseId: string, taskId: string): string;
  fields?: Record<string, string>;
  allowed: Partial<Record<PersonName, Record<Which, number>>>;
};

const unitOfOwn = people.officer.units[0];
const nameOfOwn = pack.departments.units.find(({ id }) => id === unitOfOwn)?.name['zh-CN'] ?? '';
const everywhere = (status: number): Record<Which, number> => ({ own: status, other: status });
const reading: Rule['allowed'] = {
  desk: everywhere(200),
  supervisor: everywhere(200),
  auditor: everywhere(200),
  both: everywhere(200),
  officer: { own: 200, other: 404 },
  stranger: { own: 404, other: 200 },
};

/** One line a route: the task is the lead department's own, the act is a merge. */
const rules: Record<string, Rule> = {
  'GET /desk/cases/{caseId}': { path: (caseId) => `/desk/cases/${caseId}`, allowed: reading },
  'POST /desk/cases/{caseId}/tasks/{taskId}': {
    path: (caseId, taskId) => `/desk/cases/${caseId}/tasks/${taskId}`,
    fields: { action: 'contacted' },
    allowed: {
      desk: everywhere(403),
      supervisor: everywhere(403),
      auditor: everywhere(403),
      // Allowed, but the task has to be signed for first: the decider's own answer.
      officer: { own: 409, other: 404 },
      stranger: { own: 404, other: 409 },
      both: { own: 409, other: 403 },
    },
  },
  'POST /desk/cases/{caseId}/acts': {
    path: (caseId) => `/desk/cases/${caseId}/acts`,
    fields: { act: 'retry', reason: '试一试' },
    allowed: {
      // Allowed to the duty desk; nothing is stuck.
      desk: everywhere(409),
      both: everywhere(409),
      supervisor: everywhere(403),
      auditor: everywhere(403),
      officer: { own: 403, other: 404 },
      stranger: { own: 404, other: 403 },
    },
  },
};
/** Boards hold only what their reader may see; the styles are everybody's. */
const boards = ['GET /desk', 'GET /desk.csv'];
/** Figures of the units whose boards a reader may see. */
const figures = ['GET /desk/evaluation', 'GET /desk/evaluation.csv', 'GET /desk/burden', 'GET /desk/burden.csv'];
/** What the whole city speaks of: for the offices and auditors, and for no department. */
const forOffices = ['GET /desk/topics', 'GET /desk/topics.csv'];
const offices: readonly PersonName[] = ['desk', 'supervisor', 'both', 'auditor'];
const open = ['GET /desk.css', 'GET /page.css', 'GET /openapi.json'];
/** Doors that are kept by other keys: signatures, Bearer keys, links, a number with its digits; and sign-in itself. */
const otherDoors = /^(GET|POST) \/(v1|t|c|open311|sign-in|sign-out|files|docs)\b/;

const routes = functions.flatMap(({ trigger }) => (trigger.by === 'route' ? [...trigger.routes] : []));
const persons = Object.keys(people).filter((name): name is PersonName => name in people && name !== 'nobody');

let town: Town;
const browsers = new Map<PersonName, Browser>();
const cases: Record<Which, string> = { own: '', other: '' };
beforeAll(async () => {
  town = await openTown();
  for (const name of persons) browsers.set(name, await browse(town.url, name));
  cases.own = (await town.request({ category: plain.path })).caseId;
  cases.other = (await town.request({ category: plain.path })).caseId;
  await town.act(await town.link(cases.other, 'department-sign-for'), {
    action: 'return',
    grounds: 'not-our-duty',
    explanation: '不属于本单位',
    proposedUnit: otherAgencies.at(-1),
  });
  await town.act(await town.link(cases.other, 'desk-review-return'), { action: 'approve' });
});
afterAll(() => town.close());

const browserOf = (name: PersonName): Browser => {
  const browser = browsers.get(name);
  if (browser === undefined) throw new Error(`nobody is signed in as ${name}`);
  return browser;
};
const tokenOf = async (browser: Browser): Promise<string> =>
  /name="csrf" value="([^"]+)"/.exec(await (await browser.send('/desk')).text())?.[1] ?? '';

describe('every route of the API', () => {
  it.each(routes)('%s has a rule, or is a door of its own', (route) => {
    expect(
      route in rules ||
        boards.includes(route) ||
        figures.includes(route) ||
        forOffices.includes(route) ||
        open.includes(route) ||
        otherDoors.test(route),
    ).toBe(true);
  });
});

describe.each(Object.entries(rules))('%s', (route, { path, fields, allowed }) => {
  it.each(persons.flatMap((name) => (['own', 'other'] as const).map((which) => [name, which] as const)))(
    'answers %s on the %s unit’s case as the rule says',
    async (name, which) => {
      const browser = browserOf(name);
      const caseId = cases[which];
      const lead = (await town.tasks(caseId)).find((task) => task.kind === 'lead' && task.state === 'open');
      const headers = {
        accept: 'application/json',
        'content-type': 'application/json',
        'x-csrf-token': await tokenOf(browser),
      };
      const before = (await town.commits(caseId)).length;
      const init = route.startsWith('POST') ? { method: 'POST', headers, body: JSON.stringify(fields) } : { headers };
      const answer = await browser.send(path(caseId, lead?.id ?? ''), init);
      expect(answer.status).toBe(allowed[name]?.[which]);
      expect((await town.commits(caseId)).length).toBe(before);
    },
  );

  it('answers nobody without a session', async () => {
    const stranger = await browse(town.url, undefined);
    const headers = { accept: 'application/json', 'content-type': 'application/json' };
    const method = route.startsWith('POST') ? 'POST' : 'GET';
    const init = method === 'POST' ? { method, headers, body: JSON.stringify(fields) } : { headers };
    expect((await stranger.send(path(cases.own, 'lead-1-1'), init)).status).toBe(401);
  });
});

describe.each(figures)('%s', (route) => {
  const ask = (browser: Browser) =>
    browser.send(route.replace('GET ', ''), {
      headers: { accept: route.endsWith('csv') ? 'text/csv' : 'application/json' },
    });

  it('names no unit to an officer but the officer’s own', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    const name = route.endsWith('csv') ? nameOfOwn : unitOfOwn;
    expect(await (await ask(browserOf('officer'))).text()).toContain(name);
    expect(await (await ask(browserOf('auditor'))).text()).toContain(name);
    expect(await (await ask(browserOf('stranger'))).text()).not.toContain(name);
  });

  it('answers nobody without a session', async () => {
    expect((await ask(await browse(town.url, undefined))).status).not.toBe(200);
  });
});

describe.each(forOffices)('%s', (route) => {
  const ask = (browser: Browser) =>
    browser.send(route.replace('GET ', ''), { headers: { accept: 'application/json' } });

  it.each(persons)('answers %s as the rule says', async (name) => {
    expect((await ask(browserOf(name))).status).toBe(offices.includes(name) ? 200 : 403);
  });

  it('answers nobody without a session', async () => {
    expect((await ask(await browse(town.url, undefined))).status).not.toBe(200);
  });
});

describe.each(boards)('%s', (route) => {
  it.each(persons)('shows %s no case that its page would not', async (name) => {
    const browser = browserOf(name);
    for (const query of ['', '?view=everyone', `?view=everyone&unit=${unitOfOwn}`, `?unit=${otherAgencies.at(-1)}`]) {
      const answer = await browser.send(`${route.replace('GET ', '')}${query}`, { headers: { accept: 'text/html' } });
      expect(answer.status).toBe(200);
      const text = await answer.text();
      for (const which of ['own', 'other'] as const) {
        const number = (await town.view(cases[which]))['caseNumber'];
        const isSeen = text.includes(String(number));
        const status = reading[name]?.[which];
        if (isSeen) expect([name, which, status]).toEqual([name, which, 200]);
      }
    }
    const all = await (await browser.send(`${route.replace('GET ', '')}?view=everyone`)).text();
    const own = reading[name]?.own === 200 ? cases.own : cases.other;
    expect(all).toContain(String((await town.view(own))['caseNumber']));
  });
});

describe('a case that has gone to another unit', () => {
  it('is not there any more for the one whose return was granted', async () => {
    const officer = browserOf('officer');
    expect((await officer.send(`/desk/cases/${cases.other}`)).status).toBe(404);
  });
});
