// What an operator says at synth: `-c stage=… -c city=…`, and where to. Wrong words fail here with a sentence.
import * as z from 'zod';

export const SettingsSchema = z
  .strictObject({
    stage: z.string().regex(/^[a-z][a-z0-9]{1,15}$/, { error: 'a stage is 2 to 16 small letters and digits' }),
    city: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, { error: 'a city is the name of a folder in cities/' }),
    /** Folder that holds the city packs: a city may keep its own elsewhere than here. */
    packs: z.string().min(1).optional(),
    /** Left out, the stacks fit any region of the `aws` partition. Needed for AWS China, whose ARNs differ. */
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: 'a region looks like eu-central-1 or cn-north-1' })
      .optional(),
    /** What carries mail. Left out: SES, and SMTP in AWS China, where SES is not offered. */
    mail: z.enum(['ses', 'smtp'], { error: 'mail goes by ses or by smtp' }).optional(),
    /** A host name of your own, and the ARN of its certificate in the same region. */
    domain: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
      .optional(),
    certificate: z.string().startsWith('arn:').optional(),
  })
  .refine(({ domain, certificate }) => (domain === undefined) === (certificate === undefined), {
    error: 'domain and certificate go together: -c domain=hotline.example.org -c certificate=arn:…',
  });
export type Settings = z.infer<typeof SettingsSchema>;

const defaults = { stage: 'dev', city: 'linjiang' };

/** @throws TypeError that names each wrong value. */
export const readSettings = (context: (key: string) => unknown): Settings => {
  const given = Object.keys(SettingsSchema.shape)
    .map((key): [string, unknown] => [key, context(key)])
    .filter(([, value]) => value !== undefined && value !== '');
  const parsed = SettingsSchema.safeParse({ ...defaults, ...Object.fromEntries(given) });
  if (parsed.success) return parsed.data;
  throw new TypeError(
    parsed.error.issues.map(({ path, message }) => `-c ${path.join('.') || 'domain'}: ${message}`).join('\n'),
  );
};

/** A stage that people work on: its logs are kept longer, and with the account. */
export const isProduction = ({ stage }: Pick<Settings, 'stage'>): boolean => stage.startsWith('prod');

export const mailBy = ({ mail, region }: Pick<Settings, 'mail' | 'region'>): 'ses' | 'smtp' =>
  mail ?? (region?.startsWith('cn-') === true ? 'smtp' : 'ses');
