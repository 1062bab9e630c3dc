// What is going to happen, earliest first; at the same instant in the order in which it was written down.

export type Agenda<Item> = {
  add(at: number, item: Item): void;
  nextAt(): number | undefined;
  /** Takes out the first item that is due at `now`. */
  take(now: number): Item | undefined;
};

export const createAgenda = <Item>(): Agenda<Item> => {
  const entries: { at: number; item: Item }[] = [];
  return {
    add(at, item) {
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((entries[middle]?.at ?? 0) <= at) low = middle + 1;
        else high = middle;
      }
      entries.splice(low, 0, { at, item });
    },
    nextAt: () => entries[0]?.at,
    take: (now) => (entries[0] !== undefined && entries[0].at <= now ? entries.shift()?.item : undefined),
  };
};
