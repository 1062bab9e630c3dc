// What citizens said, by case, as long as it is kept.
import { type PersonalRequest, PersonalRequestSchema } from '#schemas/people.ts';
import { type Item, sortKeyOf } from '../read-tables.ts';

export const toldByCase = (people: readonly Item[]): Map<string, PersonalRequest> =>
  new Map(
    people
      .filter((item) => sortKeyOf(item) === 'TEXT#REQUEST')
      .flatMap((item): [string, PersonalRequest][] => {
        const told = PersonalRequestSchema.safeParse(JSON.parse(item['body']?.S ?? 'null')).data;
        return told === undefined ? [] : [[item['pk']?.S?.replace(/^CASE#/, '') ?? '', told]];
      }),
  );
