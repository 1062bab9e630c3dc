// Where states lead: to states that exist, so that each is reached, under names that are used once.
import type { Flow, State } from './model.ts';
import type { Problem } from './problems.ts';

export function checkTransitions(flow: Flow, problems: Problem[]): void {
  checkFlow(flow, '', problems, new Set());
}

function checkFlow(flow: Flow, at: string, problems: Problem[], names: Set<string>): void {
  const missing = (location: string, message: string): void =>
    void problems.push({ code: 'MISSING_TRANSITION_TARGET', location, message });
  if (flow.startAt !== '' && !flow.states.has(flow.startAt))
    missing(`${at}/StartAt`, `Missing 'Next' target: ${flow.startAt}`);
  for (const [name, state] of flow.states) {
    const place = `${at}/States/${name}`;
    if (names.has(name))
      problems.push({ code: 'DUPLICATE_STATE_NAME', location: place, message: `Duplicate State name: ${name}` });
    names.add(name);
    for (const { field, target } of targetsOf(state))
      if (!flow.states.has(target)) missing(`${place}/${field}`, `Missing 'Next' target: ${target}`);
    if (state.type === 'Map') checkFlow(state.processor, `${place}/ItemProcessor`, problems, names);
    if (state.type === 'Parallel')
      for (const [index, branch] of state.branches.entries())
        checkFlow(branch, `${place}/Branches[${index}]`, problems, names);
  }
  const reached = reachable(flow);
  for (const name of flow.states.keys())
    if (!reached.has(name) && flow.states.has(flow.startAt))
      missing(`${at}/States/${name}`, `State "${name}" is not reachable.`);
}

function targetsOf(state: State): { field: string; target: string }[] {
  const targets: { field: string; target: string }[] = [];
  const add = (field: string, target: string | undefined): void =>
    void (target !== undefined && target !== '' && targets.push({ field, target }));
  if (state.type !== 'Fail') add('Next', state.next);
  if (state.type === 'Choice') {
    for (const [index, { next }] of state.choices.entries()) add(`Choices[${index}]/Next`, next);
    add('Default', state.otherwise);
  }
  if (state.type === 'Task' || state.type === 'Parallel' || state.type === 'Map')
    for (const [index, { next }] of state.catch.entries()) add(`Catch[${index}]/Next`, next);
  return targets;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const waiting = [flow.startAt];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const state = flow.states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    for (const { target } of targetsOf(state)) waiting.push(target);
  }
  return reached;
}
