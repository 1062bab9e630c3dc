// Secrets, all generated: nobody types one but a login at somebody else's mail server. Rotation puts a new version beside the old; both are live (DESIGN §4).
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { SecretName } from '../function-spec.ts';

/** ARNs of all of them stand in one variable of a function, whose environment holds 4 KB. */
const mostSecrets = 30;

/** A source that may post. One that `hears` has an address where it wants to be told of its cases. */
export type Source = { id: string; hears: boolean; open311: boolean };

export class Secrets extends Construct {
  readonly keys: Secret;
  readonly deskKey: Secret;
  readonly smsGateway: Secret;
  readonly oidcClient: Secret;
  /** Only where mail goes by SMTP. */
  readonly smtp: Secret | undefined;
  /** Only where the city asks a model of its own for a second opinion. */
  readonly secondOpinion: Secret | undefined;
  readonly sources: readonly (Source & { signing: Secret; read: Secret; open311Key: Secret | undefined })[];

  constructor(
    scope: Construct,
    id: string,
    props: { stage: string; sources: readonly Source[]; smtp: boolean; secondOpinion: boolean },
  ) {
    super(scope, id);
    const { stage, sources, smtp, secondOpinion } = props;
    const ofSources = 2 * sources.length + sources.filter(({ open311 }) => open311).length;
    if (ofSources > mostSecrets) {
      throw new TypeError(
        `the ${sources.length} sources of city.yaml have ${ofSources} keys; a function's environment has room for ${mostSecrets}`,
      );
    }
    const secret = (logicalId: string, name: string, description: string, generator: SecretStringGenerator): Secret => {
      const made = new Secret(this, logicalId, {
        secretName: `jiesu/${stage}/${name}`,
        description,
        // Letters and digits only: a key of 32 of them is valid base64 behind `whsec_`.
        generateSecretString: { excludePunctuation: true, ...generator },
        // Kept, but for a first deployment that fails: its names would be taken for the second.
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      });
      acknowledge(made, {
        'AwsSolutions-SMG4':
          'rotated by hand together with the party that holds the other copy: two versions are live meanwhile',
      });
      return made;
    };
    this.keys = secret('Keys', 'keys', 'What the keys of find hashes and links are derived from', {
      passwordLength: 64,
    });
    this.deskKey = secret('DeskKey', 'desk-key', 'Bearer key of the duty desk', { passwordLength: 40 });
    this.smsGateway = secret('SmsGateway', 'sms-gateway', 'Signs what goes to the SMS gateway', { passwordLength: 40 });
    this.oidcClient = secret('OidcClient', 'oidc-client', 'Client secret at the identity provider', {
      passwordLength: 40,
    });
    this.smtp = smtp
      ? secret('Smtp', 'smtp', 'Login at the mail server: user and pass; an empty user for none', {
          secretStringTemplate: JSON.stringify({ user: '' }),
          generateStringKey: 'pass',
        })
      : undefined;
    this.secondOpinion = secondOpinion
      ? secret('SecondOpinion', 'second-opinion', 'Signs questions to the model that is asked for a second opinion', {
          passwordLength: 32,
        })
      : undefined;
    this.sources = sources.map(({ id: source, hears, open311 }) => ({
      id: source,
      hears,
      open311,
      signing: secret(`${source}-signing`, `sources/${source}/signing`, `Signs webhooks of ${source}`, {
        passwordLength: 32,
      }),
      read: secret(`${source}-read`, `sources/${source}/read`, `Bearer key with which ${source} reads its cases`, {
        passwordLength: 40,
      }),
      open311Key: open311
        ? secret(`${source}-open311`, `sources/${source}/open311`, `The api_key of ${source} at the Open311 door`, {
            passwordLength: 40,
          })
        : undefined,
    }));
  }

  /** The variable SOURCE_SECRETS: source id → ARNs of its secrets. */
  get sourceSecrets(): string {
    const byId = this.sources.map(({ id, signing, read, open311Key }) => [
      id,
      {
        signing: signing.secretArn,
        read: read.secretArn,
        ...(open311Key === undefined ? {} : { open311: open311Key.secretArn }),
      },
    ]);
    return Stack.of(this).toJsonString(Object.fromEntries(byId));
  }

  /** The ARNs behind a name of the functions' list. */
  arnsOf(name: SecretName): string[] {
    switch (name) {
      case 'keys':
        return [this.keys.secretArn];
      case 'desk':
        return [this.deskKey.secretArn];
      case 'sms-gateway':
        return [this.smsGateway.secretArn];
      case 'oidc-client':
        return [this.oidcClient.secretArn];
      case 'smtp':
        return this.smtp === undefined ? [] : [this.smtp.secretArn];
      case 'second-opinion':
        return this.secondOpinion === undefined ? [] : [this.secondOpinion.secretArn];
      case 'source-signing':
        return this.sources.map(({ signing }) => signing.secretArn);
      case 'outbound-signing':
        return this.sources.filter(({ hears }) => hears).map(({ signing }) => signing.secretArn);
      case 'source-read':
        return this.sources.map(({ read }) => read.secretArn);
      case 'source-open311':
        return this.sources.flatMap(({ open311Key }) => open311Key?.secretArn ?? []);
      default:
        return name satisfies never;
    }
  }
}
