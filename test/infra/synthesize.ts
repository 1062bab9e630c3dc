// Synthesizes the real stacks with the city of the builders, in this process.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { defineStacks } from '#infra/define-stacks.ts';
import type { Settings } from '#infra/settings.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { aCity } from '#test/builders/city.ts';

export const root = join(import.meta.dirname, '../..');

export type Resource = {
  /** Stack and logical id. */
  id: string;
  Type: string;
  Properties: Record<string, any>;
  Metadata?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Condition?: string;
};

export type Synthesized = {
  /** Both templates as text, for what must not occur in them. */
  text: string;
  /** Resources of both stacks. */
  all: readonly Resource[];
  data: readonly Resource[];
  workflow: readonly Resource[];
  outputs: Record<string, unknown>;
  /** What is exempt from a rule, and why. */
  exemptions: readonly { id: string; reason: string }[];
};

/** @throws ValidationFailed when a rule of AWS Solutions is broken without a reason. */
export const synthesize = async (settings: Partial<Settings> = {}, pack: CityPack = aCity()): Promise<Synthesized> => {
  const outdir = mkdtempSync(join(tmpdir(), 'jiesu-synth-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    const { data, workflow } = await defineStacks(
      app,
      { stage: 'dev', city: 'clearwater', ...settings },
      { root, pack },
    );
    app.synth();
    const [dataText, workflowText] = [data, workflow].map(({ templateFile }) =>
      readFileSync(join(outdir, templateFile), 'utf8'),
    );
    const [dataTemplate, workflowTemplate] = [JSON.parse(dataText ?? ''), JSON.parse(workflowText ?? '')];
    const named = (template: { Resources: Record<string, Resource> }, stack: string) =>
      Object.entries(template.Resources).map(([id, resource]) => ({ ...resource, id: `${stack}/${id}` }));
    const [dataResources, workflowResources] = [named(dataTemplate, 'data'), named(workflowTemplate, 'workflow')];
    return {
      text: `${dataText}${workflowText}`,
      all: [...dataResources, ...workflowResources],
      data: dataResources,
      workflow: workflowResources,
      outputs: { ...dataTemplate.Outputs, ...workflowTemplate.Outputs },
      exemptions: exemptionsOf(app),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

export const ofType = (resources: readonly Resource[], type: string): Resource[] =>
  resources.filter((resource) => resource.Type === type);

/** Every value of an object tree, with the path that leads to it. */
export const leaves = (value: unknown, path = ''): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, member]) => leaves(member, `${path}/${key}`))
    : [[path, value]];

const exemptionsOf = (app: App): { id: string; reason: string }[] =>
  app.node
    .findAll()
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY))
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .map(([id, reason]) => ({ id: id.replace(/^Annotation::/, ''), reason }));
