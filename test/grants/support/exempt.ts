// Grants that the embedded stack never asks for, each with its reason; and grants of which any one is enough.
import type { TemplateGrant } from './template-grants.ts';

/** By action. Nothing else is exempt: what cannot be shown to be needed is to be taken out of infra/. */
export const exempt: Readonly<Record<string, string>> = {
  'xray:PutTraceSegments': 'Lambda and Step Functions write traces by themselves; nothing is traced on one machine',
  'xray:PutTelemetryRecords': 'written beside the traces; nothing is traced on one machine',
  'xray:GetSamplingRules': 'Step Functions asks which traces to keep; nothing is traced on one machine',
  'xray:GetSamplingTargets': 'Step Functions asks which traces to keep; nothing is traced on one machine',
  'logs:CreateLogStream': 'Lambda delivers logs by itself; here they go to a file',
  'logs:PutLogEvents': 'Lambda delivers logs by itself; here they go to a file',
  'logs:CreateLogDelivery': 'Step Functions delivers its log by itself; here the history is the log',
  'logs:GetLogDelivery': 'part of log delivery',
  'logs:UpdateLogDelivery': 'part of log delivery',
  'logs:DeleteLogDelivery': 'part of log delivery',
  'logs:ListLogDeliveries': 'part of log delivery',
  'logs:PutResourcePolicy': 'part of log delivery',
  'logs:DescribeResourcePolicies': 'part of log delivery',
  'logs:DescribeLogGroups': 'part of log delivery',
};

/**
 * SES asks for the verified identity, which is the sender's address or its domain. Which of the two an operator has
 * verified is not known at synthesis, so both are granted, and are taken away together.
 */
const alternatives = [{ holder: 'delivermessage', action: 'ses:SendEmail' }];

/** What is taken away at once: nearly always one grant. */
export type Removal = { name: string; grants: readonly TemplateGrant[] };

export const removalsOf = (grants: readonly TemplateGrant[]): Removal[] => {
  const tested = grants.filter(({ action }) => exempt[action] === undefined);
  const groups = Map.groupBy(tested, (grant) => {
    const either = alternatives.some(({ holder, action }) => grant.holder === holder && grant.action === action);
    return either ? `${grant.holder} ${grant.action}` : grant.key;
  });
  return [...groups.values()].map((group) => ({
    name: `${group[0]?.holder} without ${group[0]?.action} on ${group.map(({ resource }) => resource).join(' or ')}`,
    grants: group,
  }));
};
