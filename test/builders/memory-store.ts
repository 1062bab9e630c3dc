// The store's contract in memory, for rules that are tried without a table.

import type { MatterStore } from '#kernel/matter-store.ts';
import type { Commit, MatterRef } from '#schemas/matter.ts';

export type MemoryStore = MatterStore & { commits(ref: MatterRef): Commit[] };

export const memoryStore = (): MemoryStore => {
  const matters = new Map<string, Commit[]>();
  const of = (ref: MatterRef): Commit[] => {
    const key = `${ref.kind}/${ref.id}`;
    const known = matters.get(key) ?? [];
    matters.set(key, known);
    return known;
  };
  return {
    commits: of,
    loadCommits: async (ref) => structuredClone(of(ref)),
    loadCommit: async (ref, seq) => structuredClone(of(ref)[seq - 1]),
    addCommit: async (commit) => {
      const list = of(commit.matter);
      if (list.length !== commit.seq - 1) return 'lost';
      list.push(JSON.parse(JSON.stringify(commit)));
      return 'saved';
    },
  };
};
