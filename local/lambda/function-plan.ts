// What there is to know about one function before it runs.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { functionType } from '../template/types/lambda.ts';

export type FunctionPlan = {
  name: string;
  arn: string;
  logicalId: string;
  roleArn: string;
  directory: string;
  bundleUrl: string;
  /** `index.handler` */
  handler: string;
  exportName: string;
  environment: Readonly<Record<string, string>>;
  timeoutMs: number;
  memoryMb: number;
  reserved: number | undefined;
  deadLetterArn: string | undefined;
  logFormat: 'Text' | 'JSON';
  logLevel: string | undefined;
  runtime: string;
};

const INSTEAD_OF_ZIP = '.mjs .js .cjs'.split(' ');

export function functionPlans(stacks: LoadedStacks, dataDirectory: string): FunctionPlan[] {
  return stacks.read(functionType).map(({ stackName, logicalId, identity, properties }) => {
    const place = `${stackName}/${logicalId}`;
    const directory =
      'ZipFile' in properties.Code
        ? inlineCode(join(dataDirectory, 'inline-code', identity.ref), properties.Code.ZipFile)
        : stacks.asset(properties.Code.S3Key)?.path;
    if (directory === undefined) throw new RefusedError([`${place}: its code is not among the assets of the app`]);
    const [file = '', exportName = ''] = properties.Handler.split('.');
    return {
      name: identity.ref,
      arn: identity.attributes.Arn?.() ?? '',
      logicalId,
      roleArn: properties.Role,
      directory,
      bundleUrl: pathToFileURL(bundleFile(directory, file, place)).href,
      handler: properties.Handler,
      exportName,
      environment: properties.Environment?.Variables ?? {},
      timeoutMs: properties.Timeout * 1000,
      memoryMb: properties.MemorySize,
      reserved: properties.ReservedConcurrentExecutions,
      deadLetterArn: properties.DeadLetterConfig?.TargetArn,
      logFormat: properties.LoggingConfig?.LogFormat ?? 'Text',
      logLevel: properties.LoggingConfig?.ApplicationLogLevel,
      runtime: properties.Runtime,
    };
  });
}

function bundleFile(directory: string, file: string, place: string): string {
  // A packed asset has no files to look into.
  if (extname(directory) === '.zip')
    throw new RefusedError([`${place}: ${basename(directory)} is packed: only folders are run`]);
  const found = INSTEAD_OF_ZIP.map((ending) => join(directory, `${file}${ending}`)).find(existsSync);
  if (found === undefined) throw new RefusedError([`${place}: ${directory} holds no ${file}.mjs, .js or .cjs`]);
  return found;
}

function inlineCode(directory: string, source: string): string {
  mkdirSync(directory, { recursive: true });
  const module = /^\s*(import|export)\b/m.test(source);
  writeFileSync(join(directory, module ? 'index.mjs' : 'index.cjs'), source);
  return directory;
}
