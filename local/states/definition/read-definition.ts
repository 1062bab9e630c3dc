// A definition is read once and refused as a whole when anything in it would not run here as it runs on AWS.
import { isObject, parseJson } from '../../json.ts';
import type { Expressions } from '../expressions/expressions.ts';
import { fieldsOf } from './fields.ts';
import { jsonProblem } from './json-fault.ts';
import type { Definition, Flow } from './model.ts';
import { definitionError, type Problem } from './problems.ts';
import { readFlow } from './read-flow.ts';
import { checkTransitions } from './transitions.ts';

export type ReadingOptions = { expressions: Expressions; partition: string; services: ReadonlySet<string> };
export type MachineType = 'STANDARD' | 'EXPRESS';

const longest = 99_999_999;
const largestDefinition = 1024 * 1024;

export type Inspected = { problems: Problem[]; definition: Definition | undefined };

export function inspectDefinition(text: string, type: MachineType, options: ReadingOptions): Inspected {
  const raw = parseJson(text);
  if (raw === undefined) return { problems: [jsonProblem(text)], definition: undefined };
  const problems: Problem[] = [];
  const fields = fieldsOf(raw, '/', { ...options, problems });
  if (!isObject(raw)) return { problems, definition: undefined };
  if (Buffer.byteLength(text) > largestDefinition) fields.problem('A definition is at most 1 MiB long');
  if (fields.text('QueryLanguage') !== 'JSONata')
    fields.problem("Only machines with 'QueryLanguage': 'JSONata' at the top run here; JSONPath is not supported");
  const version = fields.text('Version');
  if (version !== undefined && version !== '1.0') fields.problem("Expected one of: ['1.0']", 'Version');
  const timeoutSeconds = fields.number('TimeoutSeconds', { least: 1, most: longest });
  const flow = readFlow(fields, { ...options, problems });
  fields.done();
  if (problems.length === 0) checkTransitions(flow, problems);
  if (problems.length === 0 && type === 'EXPRESS') checkExpress(flow, '', problems);
  return { problems, definition: { ...flow, timeoutSeconds } };
}

/** @throws AwsError InvalidDefinition with every reason. */
export function readDefinition(text: string, type: MachineType, options: ReadingOptions): Definition {
  const { problems, definition } = inspectDefinition(text, type, options);
  if (problems.length > 0 || definition === undefined) throw definitionError(problems);
  return definition;
}

function checkExpress(flow: Flow, at: string, problems: Problem[]): void {
  for (const [name, state] of flow.states) {
    const place = `${at}/States/${name}`;
    if (state.type === 'Task' && state.target.pattern !== 'answer')
      problems.push({
        code: 'SCHEMA_VALIDATION_FAILED',
        location: `${place}/Resource`,
        message: `Express state machine does not support '${state.target.pattern === 'token' ? '.waitForTaskToken' : '.sync'}' service integration`,
      });
    if (state.type === 'Map') checkExpress(state.processor, `${place}/ItemProcessor`, problems);
    if (state.type === 'Parallel')
      for (const [index, branch] of state.branches.entries())
        checkExpress(branch, `${place}/Branches[${index}]`, problems);
  }
}
