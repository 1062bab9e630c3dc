// Makes a run repeatable: one thing at a time. Sockets and worker threads answer when they like; what they bring waits here
// until all that this process has begun by itself has come to its next wait, so that it is met in the same order every time.

export type Turns = {
  /** Resolves when nothing moves by itself any more: no write under way, nobody looking at what is due. */
  settled(): Promise<void>;
  /** Runs `work` when everything that asked before has ended, and ends it only when its consequences have settled. */
  oneByOne<T>(work: () => Promise<T>): Promise<T>;
};

/** Whatever comes is met at once, in whatever order: how a stack runs that need not repeat itself. */
export const unordered: Turns = { settled: async () => undefined, oneByOne: (work) => work() };

export function createTurns(options: {
  /** How many writes are under way. */
  writing(): number;
  /** Asks every part what is due; `isLooking` until that has happened. */
  wake(): void;
  isLooking(): boolean;
}): Turns {
  let last: Promise<unknown> = Promise.resolve();

  async function settled(): Promise<void> {
    options.wake();
    let calm = 0;
    while (calm < 2) {
      await nextRound();
      calm = options.writing() > 0 || options.isLooking() ? 0 : calm + 1;
    }
  }

  async function take<T>(work: () => Promise<T>): Promise<T> {
    await settled();
    try {
      return await work();
    } finally {
      await settled();
    }
  }

  return {
    settled,
    oneByOne(work) {
      const taken = last.then(() => take(work));
      last = taken.catch(() => undefined);
      return taken;
    },
  };
}

function nextRound(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
