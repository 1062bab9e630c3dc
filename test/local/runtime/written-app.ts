// Small apps written by hand: a template as CloudFormation, wrapped as a cdk.out folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './library.ts';

export function writtenApp(resources: Record<string, unknown>, more: Record<string, unknown> = {}): string {
  const folder = join(scratchFolder(), 'cdk.out');
  mkdirSync(folder);
  const artifacts = {
    small: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile: 'small.json' },
    },
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
  writeFileSync(join(folder, 'small.json'), JSON.stringify({ Resources: resources, ...more }));
  return folder;
}

export const role = (statements: unknown[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
    Policies: statements.length === 0 ? [] : [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
  },
});

export const inlineFunction = (code: string, properties: Record<string, unknown> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: code },
    ...properties,
  },
});
