// Secrets Manager: values are made once, at the first start, and stay; a new value keeps the one before it.
import { AwsError, type Storage } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { type JsonObject, objectOf, textOf } from '../json.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { secretType } from '../template/types/security.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import { generateSecret } from './generate.ts';

export type SecretPlan = { arn: string; name: string; logicalId: string };

export type Secrets = {
  api: ServiceApi;
  plans: readonly SecretPlan[];
  arnOf(nameOrArn: string): string | undefined;
  /** The current value of a secret by its name. */
  valueOf(name: string): string | undefined;
  /** Makes the values that do not exist yet. */
  prepare(): Promise<void>;
};

type Version = { id: string; stages: string[]; value: string; createdAt: number };

export function createSecrets(options: {
  stacks: LoadedStacks;
  storage: Storage;
  clock: StackClock;
  ids: Ids;
}): Secrets {
  const { storage, clock, ids } = options;
  storage.db.exec(`CREATE TABLE IF NOT EXISTS secret_versions (
    arn TEXT NOT NULL, id TEXT NOT NULL, stages TEXT NOT NULL, value TEXT NOT NULL, created_at INTEGER NOT NULL,
    PRIMARY KEY (arn, id)) STRICT, WITHOUT ROWID`);
  const save = storage.db.prepare('INSERT OR REPLACE INTO secret_versions VALUES (?, ?, ?, ?, ?)');
  const setStages = storage.db.prepare('UPDATE secret_versions SET stages = ? WHERE arn = ? AND id = ?');
  const all = storage.db.prepare(
    'SELECT id, stages, value, created_at FROM secret_versions WHERE arn = ? ORDER BY created_at DESC',
  );
  const read = options.stacks.read(secretType);
  const plans = read.map(
    ({ logicalId, identity }): SecretPlan => ({
      arn: identity.ref,
      name: identity.ref
        .split(':')
        .slice(6)
        .join(':')
        .replace(/-[A-Z2-7]{6}$/, ''),
      logicalId,
    }),
  );

  function versions(arn: string): Version[] {
    return all.all(arn).map((row) => ({
      id: String(row.id),
      stages: String(row.stages).split(',').filter(Boolean),
      value: String(row.value),
      createdAt: Number(row.created_at) / 1000,
    }));
  }

  function find(fields: JsonObject): SecretPlan {
    const id = textOf(fields.SecretId) ?? '';
    const plan = plans.find((one) => one.arn === id || one.name === id);
    if (plan === undefined)
      throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return plan;
  }

  function getValue(fields: JsonObject): JsonObject {
    const plan = find(fields);
    const stage = textOf(fields.VersionStage) ?? (fields.VersionId === undefined ? 'AWSCURRENT' : undefined);
    const version = versions(plan.arn).find(
      (one) =>
        (fields.VersionId === undefined || one.id === fields.VersionId) &&
        (stage === undefined || one.stages.includes(stage)),
    );
    if (version === undefined) {
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
      );
    }
    return {
      ARN: plan.arn,
      Name: plan.name,
      VersionId: version.id,
      SecretString: version.value,
      VersionStages: version.stages,
      CreatedDate: version.createdAt,
    };
  }

  async function putValue(fields: JsonObject): Promise<JsonObject> {
    const plan = find(fields);
    const value = textOf(fields.SecretString);
    if (value === undefined)
      throw new AwsError('InvalidRequestException', 'SecretString must be given: binary secrets are not kept here');
    const id = textOf(fields.ClientRequestToken) ?? ids.uuid();
    const before = versions(plan.arn);
    const same = before.find((version) => version.id === id);
    if (same !== undefined) {
      if (same.value === value) return { ARN: plan.arn, Name: plan.name, VersionId: id, VersionStages: same.stages };
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because a secret version with the token ${id} already exists with another value.`,
      );
    }
    const now = clock.now();
    await storage.write(() => {
      for (const version of before) {
        const stages = version.stages.filter((stage) => stage !== 'AWSPREVIOUS');
        const moved = stages.map((stage) => (stage === 'AWSCURRENT' ? 'AWSPREVIOUS' : stage));
        setStages.run(moved.join(','), plan.arn, version.id);
      }
      save.run(plan.arn, id, 'AWSCURRENT', value, now);
    });
    return { ARN: plan.arn, Name: plan.name, VersionId: id, VersionStages: ['AWSCURRENT'] };
  }

  /** A version that no label names is on its way out: it is shown only to who asks for it. */
  const labelled = (plan: SecretPlan): Version[] => versions(plan.arn).filter(({ stages }) => stages.length > 0);

  function describe(plan: SecretPlan): JsonObject {
    const all = versions(plan.arn);
    return {
      ARN: plan.arn,
      Name: plan.name,
      CreatedDate: all.at(-1)?.createdAt,
      LastChangedDate: all[0]?.createdAt,
      VersionIdsToStages: Object.fromEntries(labelled(plan).map((version) => [version.id, version.stages])),
    };
  }

  function listVersions(fields: JsonObject): JsonObject {
    const plan = find(fields);
    const shown = fields.IncludeDeprecated === true ? versions(plan.arn) : labelled(plan);
    return {
      ARN: plan.arn,
      Name: plan.name,
      Versions: shown.map(({ id, stages, createdAt }) => ({
        VersionId: id,
        VersionStages: stages,
        CreatedDate: createdAt,
      })),
    };
  }

  return {
    plans,
    arnOf: (nameOrArn) => plans.find((plan) => plan.arn === nameOrArn || plan.name === nameOrArn)?.arn,
    valueOf(name) {
      const plan = plans.find((one) => one.name === name);
      return plan && versions(plan.arn).find(({ stages }) => stages.includes('AWSCURRENT'))?.value;
    },
    async prepare() {
      for (const { identity, properties } of read) {
        if (versions(identity.ref).length > 0) continue;
        const value = properties.SecretString ?? generateSecret(properties.GenerateSecretString, ids);
        const now = clock.now();
        await storage.write(() => void save.run(identity.ref, ids.uuid(), 'AWSCURRENT', value, now));
      }
    },
    async api(action, input) {
      const fields = objectOf(input);
      switch (action) {
        case 'GetSecretValue':
          return getValue(fields);
        case 'PutSecretValue':
          return putValue(fields);
        case 'DescribeSecret':
          return describe(find(fields));
        case 'ListSecretVersionIds':
          return listVersions(fields);
        case 'ListSecrets':
          return { SecretList: plans.map(describe) };
        default:
          throw new AwsError('InvalidRequestException', `${action} is not supported here`);
      }
    },
  };
}
