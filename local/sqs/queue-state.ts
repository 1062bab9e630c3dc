// One queue in memory: which messages may be received now, which are hidden and until when. A FIFO group is a lane:
// while one of its messages is out, the rest wait. In a standard queue every message is a lane of its own.
import { createHeap } from '../time/heap.ts';

export type Message = {
  readonly sequence: number;
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly group: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sentAt: number;
  /** Where it came from, when it lies in a dead-letter queue. */
  readonly sourceArn: string | undefined;
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
};

export type QueueState = {
  add(message: Message): void;
  /** Takes up to `count` messages that may be received at `now`, hiding them until `hiddenUntil`. */
  take(now: number, count: number, hiddenUntil: number): Message[];
  find(sequence: number): Message | undefined;
  remove(sequence: number): Message | undefined;
  /** Hides a message that is out until another instant; at or before `now` it may be received again at once. */
  hideUntil(message: Message, until: number, now: number): void;
  /** Makes visible what has been hidden until now. */
  release(now: number): void;
  nextVisibleAt(): number | undefined;
  hasVisible(): boolean;
  visibleCount(): number;
  counts(): { visible: number; out: number; delayed: number };
  messages(): Iterable<Message>;
};

type Held = { message: Message; lane: Lane; out: boolean; hidden: boolean };
type Lane = { key: string; held: Held[]; out: number };

export function createQueueState(): QueueState {
  const bySequence = new Map<number, Held>();
  const lanes = new Map<string, Lane>();
  /** Lanes whose first message may be received. */
  const ready = new Map<string, Lane>();
  const hidden = createHeap<Held>();

  function settle(lane: Lane): void {
    const first = lane.held[0];
    if (first === undefined) {
      lanes.delete(lane.key);
      ready.delete(lane.key);
    } else if (lane.out > 0 || first.hidden) {
      ready.delete(lane.key);
    } else if (!ready.has(lane.key)) {
      ready.set(lane.key, lane);
    }
  }

  function add(message: Message): void {
    const key = message.group === undefined ? `#${message.sequence}` : `g${message.group}`;
    const lane = lanes.get(key) ?? { key, held: [], out: 0 };
    lanes.set(key, lane);
    const held: Held = { message, lane, out: false, hidden: message.visibleAt > message.sentAt };
    lane.held.push(held);
    bySequence.set(message.sequence, held);
    if (held.hidden) hidden.push(message.visibleAt, held);
    settle(lane);
  }

  function take(now: number, count: number, hiddenUntil: number): Message[] {
    release(now);
    const taken: Message[] = [];
    for (const lane of [...first(ready, count)]) {
      for (const held of lane.held) {
        if (taken.length >= count || held.hidden) break;
        held.out = true;
        held.hidden = true;
        lane.out += 1;
        held.message.visibleAt = hiddenUntil;
        hidden.push(hiddenUntil, held);
        taken.push(held.message);
      }
      settle(lane);
      if (taken.length >= count) break;
    }
    return taken;
  }

  function show(held: Held): void {
    held.hidden = false;
    if (held.out) {
      held.out = false;
      held.lane.out -= 1;
    }
    settle(held.lane);
  }

  /** Entries of the heap that still say the truth. */
  function current(at: number, held: Held): boolean {
    return held.hidden && held.message.visibleAt === at && bySequence.get(held.message.sequence) === held;
  }

  function release(now: number): void {
    for (let next = hidden.peek(); next !== undefined && next.at <= now; next = hidden.peek()) {
      hidden.pop();
      if (current(next.at, next.value)) show(next.value);
    }
  }

  function remove(sequence: number): Message | undefined {
    const held = bySequence.get(sequence);
    if (held === undefined) return undefined;
    bySequence.delete(sequence);
    held.lane.held.splice(held.lane.held.indexOf(held), 1);
    if (held.out) held.lane.out -= 1;
    settle(held.lane);
    return held.message;
  }

  return {
    add,
    take,
    remove,
    release,
    find: (sequence) => bySequence.get(sequence)?.message,
    hideUntil(message, until, now) {
      const held = bySequence.get(message.sequence);
      if (held === undefined) return;
      message.visibleAt = until;
      if (until <= now) return show(held);
      held.hidden = true;
      hidden.push(until, held);
      settle(held.lane);
    },
    nextVisibleAt() {
      for (let next = hidden.peek(); next !== undefined; next = hidden.peek()) {
        if (current(next.at, next.value)) return next.at;
        hidden.pop();
      }
      return undefined;
    },
    hasVisible: () => ready.size > 0,
    visibleCount: () =>
      [...ready.values()].reduce((sum, lane) => sum + lane.held.filter((held) => !held.hidden).length, 0),
    counts() {
      const all = [...bySequence.values()];
      const out = all.filter((held) => held.out).length;
      const delayed = all.filter((held) => held.hidden && !held.out).length;
      return { visible: all.length - out - delayed, out, delayed };
    },
    *messages() {
      for (const held of bySequence.values()) yield held.message;
    },
  };
}

function* first(ready: ReadonlyMap<string, Lane>, count: number): Iterable<Lane> {
  let given = 0;
  for (const lane of ready.values()) {
    if (given >= count) return;
    given += 1;
    yield lane;
  }
}
