// The published graph of a hotline case: from each stage, where it may go (DOMAIN §3). Tests hold every decider to it,
// and the documentation draws it.
import type { StageName } from './case-state.ts';

const anywhereWithDepartment = ['handed-over', 'merged', 'to-assign', 'ending'] as const satisfies readonly StageName[];

export const stageGraph: Readonly<Record<StageName, readonly StageName[]>> = {
  received: ['handed-over', 'with-duty-desk', 'to-assign', 'merged', 'awaiting-citizen', 'ending'],
  'handed-over': ['received', 'ending', 'merged'],
  'with-duty-desk': ['to-assign', 'handed-over', 'merged', 'awaiting-citizen', 'ending'],
  'to-assign': ['assigned', 'with-duty-desk', 'handed-over', 'merged', 'ending'],
  assigned: ['in-progress', 'return-in-review', 'awaiting-ruling', ...anywhereWithDepartment],
  'in-progress': [
    'return-in-review',
    'awaiting-ruling',
    'reply-in-review',
    'awaiting-citizen',
    ...anywhereWithDepartment,
  ],
  'return-in-review': ['in-progress', 'awaiting-ruling', ...anywhereWithDepartment],
  'reply-in-review': ['in-progress', 'awaiting-citizen', ...anywhereWithDepartment],
  'awaiting-citizen': ['to-rework', ...anywhereWithDepartment],
  'to-rework': ['in-progress', 'awaiting-ruling', 'with-duty-desk', ...anywhereWithDepartment],
  'awaiting-ruling': ['in-progress', ...anywhereWithDepartment],
  merged: ['received', 'to-assign', 'awaiting-citizen', 'handed-over', 'ending'],
  ending: ['closed', 'received'],
  closed: ['received', 'to-rework', 'handed-over'],
};
