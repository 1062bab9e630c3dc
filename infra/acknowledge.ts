// Exemptions from the AWS Solutions rules, each with its reason (STYLE 18).
import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export const acknowledge = (construct: IConstruct, reasons: Readonly<Record<string, string>>): void => {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
};

/** An ARN as the ids of findings have it: what is known only at deployment stands in angle brackets. */
export const asNagWrites = (scope: IConstruct, arn: string): string => {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  return [...JSON.stringify(resolved).matchAll(/\{"Ref":"([^"]+)"\}|"([^"]*)"/g)]
    .map(([, ref, text = '']) => (ref === undefined ? text : `<${ref}>`))
    .filter((part) => part !== 'Fn::Join')
    .join('');
};
