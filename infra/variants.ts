// The functions as one deployment has them.
import type { FunctionSpec } from './function-spec.ts';
import { functions } from './functions.ts';

export type Variant = { mail: 'ses' | 'smtp'; secondOpinion: boolean };

/** The same functions as this deployment has them: with what carries its mail, and with a second opinion if it asks one. */
export const functionsFor = ({ mail, secondOpinion }: Variant): readonly FunctionSpec[] =>
  functions.map((spec) => {
    if (spec.sendsMail !== undefined && mail === 'smtp') return bySmtp(spec);
    return spec.name === 'triage-case' && secondOpinion ? askingOthers(spec) : spec;
  });

const bySmtp = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  sendsMail: 'smtp',
  environment: [...spec.environment.filter((key) => key !== 'MAIL_CONFIGURATION_SET'), 'SMTP_URL', 'SMTP_SECRET'],
  secrets: [...(spec.secrets ?? []), 'smtp'],
});

/** Signs its questions, and counts them. */
const askingOthers = (spec: FunctionSpec): FunctionSpec => ({
  ...spec,
  environment: [...spec.environment, 'SECOND_OPINION_SECRET'],
  secrets: [...(spec.secrets ?? []), 'second-opinion'],
  matters: [...(spec.matters ?? []), 'UpdateItem'],
});
