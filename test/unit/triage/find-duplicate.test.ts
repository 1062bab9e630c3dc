// A new request meets the cases of its caller and of its words, and only an open one of its own time can take it in.
import { expect, it } from 'vitest';
import { type Asked, findDuplicate } from '#functions/triage/find-duplicate.ts';
import type { Duration } from '#schemas/city/policy.ts';
import { aCase, policyOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const city = aCity();
const cityLooking = (within: Duration) =>
  policyOf({ ...city, handling: { ...city.handling, duplicates: { ...city.handling.duplicates, within } } });
const story = '金柳花园3栋门口的路灯坏了三盏，晚上漆黑一片，老人走路很危险，请尽快修好。';
// A Monday morning; the case before it came on the Friday ten days earlier.
const monday = '2026-03-16T01:00:00.000Z';
const friday = '2026-03-06T01:00:00.000Z';

type Told = Partial<Asked> & { facet?: string; before?: { text?: string; address?: string }; within?: Duration };
const duplicateOf = async ({
  facet = 'phone',
  before = {},
  within = { kind: 'natural', days: 14 },
  ...asked
}: Told) => {
  const earlier = await aCase({ at: friday });
  await earlier.settle();
  const state = earlier.state();
  const policy = cityLooking(within);
  return findDuplicate(
    {
      find: async (_facet, _hash, since) =>
        friday >= since ? [{ ref: { kind: 'case', id: earlier.caseId }, at: friday }] : [],
      request: async () => ({ text: story, ...before }),
      load: async () => ({
        ref: { kind: 'case', id: earlier.caseId },
        state,
        frame: earlier.frame(),
        answers: new Map(),
      }),
    },
    {
      caseId: 'case-new',
      request: { text: story },
      finds: [{ facet, hash: 'h', days: 14 }],
      at: monday,
      area: state.area,
      category: state.category,
      ...asked,
    },
    policy,
  );
};

it('is merged when the same caller says the same, and says why', async () => {
  expect(await duplicateOf({})).toMatchObject({ verdict: 'merge', similarity: 1, because: 'same-caller' });
});

it('is only proposed when the same words come from a stranger without a place', async () => {
  expect(await duplicateOf({ facet: 'near0', area: undefined })).toMatchObject({ verdict: 'propose' });
});

it('is only proposed when the caller names another house', async () => {
  const request = { text: story, address: '金柳花园5栋' };
  expect(await duplicateOf({ request, before: { address: '金柳花园3栋' } })).toMatchObject({ verdict: 'propose' });
});

it('is merged when one address is only written more fully', async () => {
  const request = { text: story, address: '柳林镇金柳花园3栋' };
  expect(await duplicateOf({ request, before: { address: '金柳花园3栋' } })).toMatchObject({ verdict: 'merge' });
});

it('is none after the time of the policy, which runs by the working calendar', async () => {
  expect(await duplicateOf({ within: { kind: 'natural', days: 7 } })).toBeUndefined();
  // Between the two mornings lie six working days.
  expect(await duplicateOf({ within: { kind: 'working', days: 5 } })).toBeUndefined();
  expect(await duplicateOf({ within: { kind: 'working', days: 7 } })).toMatchObject({ verdict: 'merge' });
});
