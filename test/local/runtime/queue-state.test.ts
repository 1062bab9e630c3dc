import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createQueueState, type Message } from '#local/sqs/queue-state.ts';

function message(sequence: number, override: Partial<Message> = {}): Message {
  return {
    sequence,
    id: `m${sequence}`,
    body: 'x',
    attributes: {},
    group: undefined,
    deduplicationId: undefined,
    sentAt: 0,
    sourceArn: undefined,
    visibleAt: 0,
    receiveCount: 0,
    firstReceivedAt: undefined,
    ...override,
  };
}

describe('a queue', () => {
  it('hides what was taken until its visibility ends', () => {
    const queue = createQueueState();
    queue.add(message(1));
    expect(queue.take(0, 10, 30_000)).toHaveLength(1);
    expect(queue.take(29_999, 10, 60_000)).toHaveLength(0);
    expect(queue.nextVisibleAt()).toBe(30_000);
    expect(queue.take(30_000, 10, 60_000)).toHaveLength(1);
  });

  it('holds a delayed message back', () => {
    const queue = createQueueState();
    queue.add(message(1, { visibleAt: 5_000 }));
    expect(queue.hasVisible()).toBe(false);
    expect(queue.counts()).toEqual({ visible: 0, out: 0, delayed: 1 });
    expect(queue.take(5_000, 1, 9_000)).toHaveLength(1);
  });

  it('holds a group back while one of its messages is out, and other groups not', () => {
    const queue = createQueueState();
    queue.add(message(1, { group: 'a' }));
    queue.add(message(2, { group: 'a' }));
    queue.add(message(3, { group: 'b' }));
    expect(queue.take(0, 1, 100).map((one) => one.sequence)).toEqual([1]);
    expect(queue.take(0, 10, 100).map((one) => one.sequence)).toEqual([3]);
    queue.remove(1);
    expect(queue.take(0, 10, 100).map((one) => one.sequence)).toEqual([2]);
  });

  it('makes a message visible at once when its time-out is set to nothing', () => {
    const queue = createQueueState();
    queue.add(message(1, { group: 'a' }));
    const [taken] = queue.take(0, 1, 100);
    if (taken !== undefined) queue.hideUntil(taken, 0, 0);
    expect(queue.take(0, 1, 100)).toHaveLength(1);
  });

  it('never loses a message, never hands one out twice at a time, and keeps every group in order', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), group: fc.constantFrom('a', 'b', 'c') }),
      fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('remove' as const) }),
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const queue = createQueueState();
        const groups = new Map<number, string>();
        const removed = new Set<number>();
        let out: { sequence: number; until: number }[] = [];
        let now = 0;
        let sequence = 0;
        for (const one of steps) {
          if (one.kind === 'add') {
            sequence += 1;
            groups.set(sequence, one.group);
            queue.add(message(sequence, { group: one.group, sentAt: now, visibleAt: now }));
          } else if (one.kind === 'take') {
            out = out.filter(({ until }) => until > now);
            for (const { sequence: taken } of queue.take(now, one.count, now + 30)) {
              expect(out.map((held) => held.sequence)).not.toContain(taken);
              const earlier = [...groups].filter(([other, group]) => group === groups.get(taken) && other < taken);
              for (const [other] of earlier)
                expect(removed.has(other) || out.some((held) => held.sequence === other)).toBe(true);
              out.push({ sequence: taken, until: now + 30 });
            }
          } else if (one.kind === 'remove') {
            const held = out.shift();
            if (held !== undefined && queue.remove(held.sequence) !== undefined) removed.add(held.sequence);
          } else now += one.ms;
        }
        expect([...queue.messages()].length + removed.size).toBe(groups.size);
      }),
    );
  });
});
