// Both stacks of one stage, checked by the AWS Solutions rules at every synthesis.
import { join } from 'node:path';
import { type App, Duration, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { CityPack } from '#schemas/city/pack.ts';
import { bundleFunctions } from './bundle-functions.ts';
import { DataStack } from './data-stack.ts';
import { mailBy, type Settings } from './settings.ts';
import { functionsFor } from './variants.ts';
import { WorkflowStack } from './workflow-stack.ts';

export type Sources = {
  /** Folder that holds `functions/` and `workflows/`. */
  root: string;
  pack: CityPack;
  /** Folder of the pack: its model lies there. */
  packFolder?: string;
};

export const defineStacks = async (
  app: App,
  settings: Settings,
  { root, pack, packFolder }: Sources,
): Promise<{ data: DataStack; workflow: WorkflowStack }> => {
  const { stage, region } = settings;
  const env = region === undefined ? {} : { env: { region } };
  // A deployment must not take away what the other stack still uses.
  app.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'strong');
  // What CloudFormation would refuse fails here. It takes half of a synthesis: CDK_VALIDATION=false leaves it out.
  app.node.setContext('@aws-cdk/core:validateAgainstDefaultRules', true);
  const secondOpinion = pack.triage.secondOpinion !== undefined;
  const functions = functionsFor({ mail: mailBy(settings), secondOpinion });
  const bundles = await bundleFunctions(functions, root, JSON.stringify(pack), modelOf(pack, packFolder));
  try {
    const data = new DataStack(app, `jiesu-${stage}-data`, {
      ...env,
      stage,
      keptFor: Duration.days(pack.handling.retentionDays),
    });
    const workflow = new WorkflowStack(app, `jiesu-${stage}-workflow`, {
      ...env,
      settings,
      data,
      functions,
      bundles,
      definitionFile: join(root, 'workflows/hotline-case.asl.json'),
      secondOpinion,
      sources: pack.city.sources.map(({ id, outboundUrl, open311 }) => ({
        id,
        hears: outboundUrl !== undefined,
        open311: open311 === true,
      })),
    });
    Tags.of(app).add('jiesu:stage', stage);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    return { data, workflow };
  } finally {
    bundles.discard();
  }
};

const modelOf = ({ triage }: CityPack, folder: string | undefined): string | undefined =>
  triage.model === undefined || folder === undefined ? undefined : join(folder, triage.model.file);
