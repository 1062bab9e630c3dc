import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOut } from '#local/control/pages/graph/lay-out.ts';
import { pathTaken } from '#local/control/pages/graph/path-taken.ts';
import { readGraph } from '#local/control/pages/graph/read-graph.ts';
import { type Library, openLibrary, synthesized } from './library.ts';

const definition = {
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Next: 'Again?',
      Catch: [
        { ErrorEquals: ['Lost'], Next: 'Again?' },
        { ErrorEquals: ['x'], Next: 'End' },
      ],
    },
    'Again?': { Type: 'Choice', Choices: [{ Next: 'Ask' }, { Next: 'Each' }], Default: 'End' },
    Each: {
      Type: 'Map',
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
      Next: 'End',
    },
    End: { Type: 'Succeed' },
  },
};

describe('a state graph', () => {
  const graph = readGraph(definition);

  it('has a box for every state, those within a Map, too, and one arrow from one to another', () => {
    expect(graph.nodes.map(({ name }) => name)).toEqual(['Ask', 'Again?', 'Each', 'One', 'End']);
    expect(graph.edges.map(({ from, to, kind }) => `${from} > ${to} ${kind}`)).toEqual([
      'Ask > Again? next',
      'Ask > End catch',
      'Again? > Ask choice',
      'Again? > Each choice',
      'Again? > End choice',
      'Each > End next',
      'Each > One inside',
    ]);
  });

  it('stands in layers: each state below all that lead to it, ways back apart', () => {
    const { nodes } = layOut(graph);
    expect(Object.fromEntries([...nodes].map(([name, { layer }]) => [name, layer]))).toEqual({
      Ask: 0,
      'Again?': 1,
      Each: 2,
      One: 3,
      End: 3,
    });
    const boxes = [...nodes.values()].filter(({ layer }) => layer === 3).sort((one, other) => one.x - other.x);
    expect((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0)).toBeLessThan(boxes[1]?.x ?? 0);
  });

  it('knows the way taken, how long it stayed and by which error it left', () => {
    const event = (id: number, type: string, details: object = {}, timestamp = id) => ({
      ...{ id, previousEventId: id - 1, type, timestamp },
      ...details,
    });
    const name = (state: string) => ({ stateEnteredEventDetails: { name: state } });
    const path = pathTaken([
      event(1, 'ExecutionStarted'),
      event(2, 'TaskStateEntered', name('Ask')),
      event(3, 'TaskFailed', { taskFailedEventDetails: { error: 'Lost' } }),
      event(4, 'TaskStateExited', { stateExitedEventDetails: { name: 'Ask' } }, 64),
      event(5, 'ChoiceStateEntered', name('Again?')),
      event(6, 'ChoiceStateExited'),
      event(7, 'TaskStateEntered', name('Ask')),
    ]);
    expect([...path.steps]).toEqual(['Ask → Again?', 'Again? → Ask']);
    expect(path.stays[0]).toEqual({ state: 'Ask', enteredAt: 2000, leftAt: 64_000, error: 'Lost' });
    expect([...path.current]).toEqual(['Ask']);
    expect(path.visits.get('Ask')).toBe(2);
  });
});

describe('the pages', () => {
  let library: Library;
  beforeAll(async () => {
    library = await openLibrary({ cdkOut: synthesized(), concurrency: 1 });
    for (const book of ['moby-dick', 'emma', '%3Cscript%3E']) await library.lend(book);
    await library.idle();
    await fetch(`${library.url}/loans/emma/return`, { method: 'POST' });
    await library.local('clock', { next: true });
  });
  afterAll(() => library.stop());

  const see = async (path: string): Promise<string> => {
    const answer = await fetch(`${library.url}/_local/${path}`);
    expect(answer.status).toBe(200);
    return answer.text();
  };
  /** Follows the first link on a page whose text fits. */
  const follow = async (page: string, words: RegExp): Promise<string> => {
    const links = [...page.matchAll(/<a href="\/_local\/([^"]*)">([^<]*)<\/a>/g)];
    const found = links.find(([, , text = '']) => words.test(text));
    return see((found?.[1] ?? 'no such link').replaceAll('&amp;', '&'));
  };

  it('lead from a message to everything about its book, to the workflow and its graph', async () => {
    const messages = await follow(await see(''), /^read them$/);
    expect(messages).toContain('Your book is due');
    const about = await follow(await follow(messages, /^book moby-dick$/), /everything on book moby-dick/);
    expect(about).toContain('library-loans');
    expect(about).toContain('LOAN#2026-03-02T01:00:00.000Z');
    expect(about).toContain('Please bring it back');
  });

  it('show where an execution stands, with the way it has gone', async () => {
    const executions = await see('pages/executions?status=SUCCEEDED');
    expect(executions.match(/badge good/g)).toHaveLength(3);
    const execution = await follow(executions, /^[0-9a-f-]{36}$/);
    expect(execution).toMatch(/<g class="state visited[^"]*">[\s\S]*Await return/);
    expect(execution).toMatch(/class="way catch taken"[\s\S]*?<title>Await return → Remind<\/title>/);
    expect(execution).toContain('States.Timeout');
    expect(execution).toContain('14 d');
    expect(await see('pages/executions?status=RUNNING')).not.toContain('class="badge');
  });

  it('name the state in which a running execution waits', async () => {
    await library.lend('ulysses');
    await library.idle();
    const running = await see('pages/executions?status=RUNNING');
    expect(running).toContain('Await return');
    expect(await follow(running, /^[0-9a-f-]{36}$/)).toMatch(/class="state visited current running/);
  });

  it('show what people wrote as text, never as a page of their own', async () => {
    for (const path of ['', 'pages/messages', 'pages/table?name=library-loans', 'pages/find?text=%3Cscript%3E'])
      expect((await see(path)).replace(/<script>\s*for \(const button[\s\S]*?<\/script>/, '')).not.toContain(
        '<script>',
      );
  });
});
