import { isMap } from 'yaml';
import { type CiFile, fixedName, undefinedUses, type VariableUse, variablesIn } from './found-use.ts';
import { isOfTheSystem } from './shell-variables.ts';
import { type TextAt, YamlFile } from './yaml-file.ts';

/** Reads `.circleci/config.yml`. A job has the contexts of every workflow that runs it. */
export function readCircleciConfig(source: string): CiFile {
  const yaml = new YamlFile(source);
  const uses: VariableUse[] = [];
  const defined = new Set<string>();
  for (const root of yaml.roots()) {
    const contexts = contextsOf(yaml, yaml.get(root, 'workflows'));
    for (const { key: section, value } of yaml.entries(root)) {
      if (section !== 'jobs') take(yaml, value, [section], null, [], uses, defined);
    }
    for (const { key: job, value } of yaml.entries(yaml.get(root, 'jobs'))) {
      take(yaml, value, ['jobs', job], job, contexts.get(job) ?? [], uses, defined);
    }
  }
  const isDefined = (name: string): boolean => defined.has(name) || /^CIRCLE(?:_|$)/.test(name) || isOfTheSystem(name);
  return {
    system: 'circleci',
    uses: undefinedUses(uses, isDefined),
    problems: yaml.problems,
    usesUnnamed: false,
  };
}

function take(
  yaml: YamlFile,
  node: unknown,
  path: string[],
  job: string | null,
  contexts: readonly string[],
  uses: VariableUse[],
  defined: Set<string>,
): void {
  const texts = yaml.texts(node, path);
  const found = variablesIn(yaml, texts.filter(isExpanded), { job, environment: null, contexts });
  uses.push(...found.uses);
  for (const name of found.defined) defined.add(name);
  for (const { path: at, text, offset } of texts) {
    const inEnvironment = at.lastIndexOf('environment');
    const name = at[inEnvironment + 1];
    if (inEnvironment !== -1 && name !== undefined) defined.add(name);
    // A parameter that names a variable; its default is the name.
    if (at.at(-1) !== 'default' || !isVariableName(texts, at)) continue;
    uses.push({ name: text, line: yaml.lineAt(offset), job, environment: null, contexts });
  }
}

/** Commands, and what a machine's image or its registry's sign-in is made from. */
function isExpanded({ path }: TextAt): boolean {
  const last = path.at(-1);
  return last === 'run' || last === 'command' || path.some((name) => name === 'auth' || name === 'aws_auth');
}

function isVariableName(texts: readonly TextAt[], path: readonly string[]): boolean {
  const type = [...path.slice(0, -1), 'type'].join('\0');
  return texts.some((other) => other.text === 'env_var_name' && other.path.join('\0') === type);
}

function contextsOf(yaml: YamlFile, workflows: unknown): Map<string, string[]> {
  const contexts = new Map<string, string[]>();
  for (const { value: workflow } of yaml.entries(workflows)) {
    for (const item of yaml.items(yaml.get(workflow, 'jobs'))) {
      if (!isMap(yaml.resolve(item))) continue;
      for (const { key: job, value } of yaml.entries(item)) {
        const named = yaml.items(yaml.get(value, 'context')).flatMap((context) => fixedName(yaml.text(context)) ?? []);
        contexts.set(job, [...new Set([...(contexts.get(job) ?? []), ...named])]);
      }
    }
  }
  return contexts;
}
