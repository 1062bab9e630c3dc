// Environment of the functions: one schema types what CDK sets and guards the cold start (STYLE 11).
import * as z from 'zod';

export const EnvironmentSchema = z.object({
  MATTERS_TABLE: z.string().min(3),
  PEOPLE_TABLE: z.string().min(3),
  STAGE: z.string().min(1),
  PUBLIC_BASE_URL: z.url(),
  MESSAGES_QUEUE_URL: z.url(),
  REACTIONS_QUEUE_URL: z.url(),
  FOLLOWERS_QUEUE_URL: z.url(),
  UNDELIVERED_QUEUE_URL: z.url(),
  STATE_MACHINE_ARN: z.string().min(10),
  /** Secret that holds {link, find}. */
  KEYS_SECRET: z.string().min(3),
  /** JSON: source id → {signing, read}, each the ARN of a secret. */
  SOURCE_SECRETS: z.string().min(2),
  DESK_KEY_SECRET: z.string().min(3),
  /** Host of the files bucket: its name, `.s3.`, and the rest. */
  FILES_HOST: z.string().regex(/^[a-z0-9.-]+\.s3\..+$/),
  SMS_GATEWAY_URL: z.url(),
  SMS_GATEWAY_SECRET: z.string().min(3),
  MAIL_FROM: z.email(),
  /** By which SES tells what became of a mail. */
  MAIL_CONFIGURATION_SET: z.string().min(1),
  /** Where mail goes by SMTP: `smtps://host`, or `smtp://host` with STARTTLS; a port may follow. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }),
  /** Secret that holds {user, pass}. */
  SMTP_SECRET: z.string().min(3),
  /** Secret that signs questions to the city's own model. */
  SECOND_OPINION_SECRET: z.string().min(3),
  /** Hosts that outbound webhooks may reach although they are private, separated by commas; usually none. */
  OUTBOUND_PRIVATE_HOSTS: z.string(),
  /** Who signs people in: the issuer of OpenID Connect, and what it knows us by. */
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: z.string().min(1),
  OIDC_CLIENT_SECRET: z.string().min(3),
  /** Address of an execution's page, with {arn} where its ARN goes. */
  EXECUTION_PAGE: z.url(),
});
export type Environment = z.infer<typeof EnvironmentSchema>;
export type EnvironmentKey = keyof Environment;

/**
 * The variables a function uses, each parsed by its schema.
 * @throws TypeError naming what is missing or wrong: a deployment fault, seen at the first call.
 */
export const readEnvironment = <Key extends EnvironmentKey>(keys: readonly Key[]): Record<Key, string> => {
  const values: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const parsed = EnvironmentSchema.shape[key].safeParse(process.env[key]);
    if (!parsed.success) throw new TypeError(`environment variable ${key} is missing or wrong`);
    values[key] = parsed.data;
  }
  if (!isComplete(values, keys)) throw new TypeError('environment is incomplete');
  return values;
};

const isComplete = <Key extends EnvironmentKey>(
  values: Partial<Record<Key, string>>,
  keys: readonly Key[],
): values is Record<Key, string> => keys.every((key) => values[key] !== undefined);
