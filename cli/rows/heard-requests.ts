// Requests as the detection of hot topics hears them: when, by whom (an opaque key), and which places they may name.
import type { Told } from '#functions/proactive/hot-topics.ts';
import { namesInText } from '#functions/proactive/names-in-text.ts';
import { rootOf } from '#functions/proactive/root-of.ts';
import { CaseEventSchema } from '#schemas/case-events.ts';
import { CommitSchema } from '#schemas/matter.ts';
import { type Item, isCommit, itemsByCase, storedCommit } from '../read-tables.ts';
import { toldByCase } from './told-by-case.ts';

export type Heard = Told & { number: string };

/** In the order of time. A caller who cannot be told apart counts by case. */
export const heardRequests = (matters: readonly Item[], people: readonly Item[]): Heard[] => {
  const requests = toldByCase(people);
  const cases = new Map([...itemsByCase(matters)].map(([caseId, own]) => [caseId, recordOf(own)]));
  return [...cases]
    .flatMap(([caseId, { at, received, category: own }]): Heard[] => {
      const told = requests.get(caseId);
      if (told === undefined || received === undefined || at === undefined) return [];
      const category = (rootOf(caseId, cases)?.category ?? own)?.split('/')[0];
      return [
        {
          id: caseId,
          number: received.number,
          at,
          caller: received.finds.find(({ facet }) => facet === 'phone')?.hash ?? caseId,
          names: namesInText([told.address, told.title, told.text].filter((one) => one !== undefined).join('\n')),
          category,
        },
      ];
    })
    .sort((one, other) => (one.at < other.at ? -1 : 1));
};

const recordOf = (own: readonly Item[]) => {
  const commits = own.filter(isCommit).map((item) => CommitSchema.parse(storedCommit(item)));
  const events = commits.flatMap((commit) => commit.events.map((event) => CaseEventSchema.parse(event)));
  const merged = events.findLast(({ type }) => type === 'Merged' || type === 'Unmerged');
  return {
    at: commits[0]?.at,
    received: events.find((event) => event.type === 'Received'),
    category: events.findLast((event) => event.type === 'Classified')?.category,
    parent: merged?.type === 'Merged' ? merged.parentId : undefined,
  };
};
