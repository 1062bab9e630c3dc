// A priority queue of instants: the earliest first.

export type Heap<T> = {
  push(at: number, value: T): void;
  peek(): { at: number; value: T } | undefined;
  pop(): { at: number; value: T } | undefined;
  readonly size: number;
};

export function createHeap<T>(): Heap<T> {
  const entries: { at: number; order: number; value: T }[] = [];
  let order = 0;

  /** Earlier instants first; equal instants in the order they came. */
  function before(one: number, other: number): boolean {
    const a = entries[one];
    const b = entries[other];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  function swap(one: number, other: number): void {
    const a = entries[one];
    const b = entries[other];
    if (a === undefined || b === undefined) return;
    entries[one] = b;
    entries[other] = a;
  }

  return {
    get size() {
      return entries.length;
    },
    peek: () => entries[0],
    push(at, value) {
      order += 1;
      entries.push({ at, order, value });
      let index = entries.length - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (!before(index, parent)) break;
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      const first = entries[0];
      const last = entries.pop();
      if (first === undefined || last === undefined) return undefined;
      if (entries.length === 0) return first;
      entries[0] = last;
      let index = 0;
      for (;;) {
        const left = index * 2 + 1;
        let least = index;
        if (before(left, least)) least = left;
        if (before(left + 1, least)) least = left + 1;
        if (least === index) return first;
        swap(index, least);
        index = least;
      }
    },
  };
}
