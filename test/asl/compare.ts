// Compares what an execution did with what a vector expects, by the rules of the vectors' README.

export type Difference = { path: string; expected: unknown; actual: unknown };

/** Values that placeholders have stood for so far: the same one must be the same everywhere. */
export type Bindings = Map<string, unknown>;

const metadata = new Set(['SdkHttpMetadata', 'SdkResponseMetadata']);

export function difference(expected: any, actual: any, bindings: Bindings, path = ''): Difference | undefined {
  const differs: Difference = { path, expected, actual };
  if (typeof expected === 'string') return textDiffers(expected, actual, bindings, path) ? differs : undefined;
  if (typeof expected !== 'object' || expected === null)
    return Object.is(expected, actual) || expected === actual ? undefined : differs;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs;
    return first(expected.map((item, index) => difference(item, actual[index], bindings, `${path}[${index}]`)));
  }
  if (expected.$json !== undefined)
    return typeof actual === 'string' ? difference(expected.$json, parsed(actual), bindings, path) : differs;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return differs;
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const name of names) {
    if (metadata.has(name)) continue;
    // Recorded before AWS added it to the context.
    if (name === 'RedriveCount' && expected.RedriveCount === undefined && 'StartTime' in expected) continue;
    if (name in expected !== name in actual)
      return { path: `${path}.${name}`, expected: expected[name], actual: actual[name] };
    const found = difference(expected[name], actual[name], bindings, `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function first<T>(found: readonly (T | undefined)[]): T | undefined {
  return found.find((one) => one !== undefined);
}

function textDiffers(expected: string, actual: unknown, bindings: Bindings, path: string): boolean {
  const name = /^<<(.*)>(?:>|:\d+>)$/s.exec(expected)?.[1];
  if (name !== undefined && !name.includes('<<')) {
    if (actual === undefined) return true;
    if (!name.includes(':') && !name.includes('idx')) return false;
    if (bindings.has(name)) return JSON.stringify(bindings.get(name)) !== JSON.stringify(actual);
    bindings.set(name, actual);
    return false;
  }
  if (typeof actual !== 'string') return true;
  const decoded = parsed(expected);
  const decodedActual = parsed(actual);
  if (isObject(decoded) && isObject(decodedActual))
    return difference(decoded, decodedActual, bindings, path) !== undefined;
  return !patternOf(expected).test(actual.replace(/ \(SDK Attempt Count: \d+\)$/, ''));
}

/** The attempt count came with a later SDK. */
function patternOf(expected: string): RegExp {
  const parts = expected.replace(/ \(SDK Attempt Count: \d+\)$/, '').split(/<<.*?>>/);
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+?')}$`, 's');
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const ignored = new Set([
  'roleArn',
  'region',
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
  'timestamp',
  '$reconstructed',
]);
const jsonTexts = new Set(['input', 'output', 'parameters']);

/** An event without what is not compared, its JSON texts decoded. */
export function decoded(event: Record<string, any>): Record<string, any> {
  return Object.fromEntries(
    Object.entries(event)
      .filter(([name]) => !ignored.has(name))
      .map(([name, value]) => [name, name.endsWith('EventDetails') ? decodedDetails(value) : value]),
  );
}

function decodedDetails(details: Record<string, any>): unknown {
  return Object.fromEntries(
    Object.entries(details)
      .filter(([name]) => !ignored.has(name) || name === 'roleArn')
      .filter(([name]) => name !== 'roleArn')
      .map(([name, value]) => {
        if (jsonTexts.has(name) && typeof value === 'string') return [name, JSON.parse(value)];
        if (name === 'assignedVariables')
          return [
            name,
            Object.fromEntries(Object.entries(value).map(([key, text]) => [key, JSON.parse(String(text))])),
          ];
        return [name, value];
      }),
  );
}

export function expectedEvent(event: Record<string, any>): Record<string, any> {
  return Object.fromEntries(
    Object.entries(event)
      .filter(([name]) => !ignored.has(name))
      .map(([name, value]) => {
        if (!name.endsWith('EventDetails')) return [name, value];
        return [name, Object.fromEntries(Object.entries(value).filter(([member]) => !ignored.has(member)))];
      }),
  );
}
