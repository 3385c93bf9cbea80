import { isMap, isSeq } from 'yaml';
import { type CiFile, fixedName, undefinedUses, type VariableUse, variablesIn } from './found-use.ts';
import { isOfTheSystem } from './shell-variables.ts';
import { YamlFile } from './yaml-file.ts';

const DEEPEST = 20;

type About = { readonly job: string | null; readonly environment: string | null };

/** Reads `bitbucket-pipelines.yml`. The environment is the step's or stage's `deployment`. */
export function readBitbucketPipelines(source: string): CiFile {
  const yaml = new YamlFile(source);
  const uses: VariableUse[] = [];
  const defined = new Set<string>();

  const take = (node: unknown, about: About): void => {
    const found = variablesIn(yaml, yaml.texts(node), { ...about, contexts: [] });
    uses.push(...found.uses);
    for (const name of found.defined) defined.add(name);
  };
  const walk = (node: unknown, about: About, depth: number): void => {
    const resolved = yaml.resolve(node);
    if (depth > DEEPEST || resolved === null || !yaml.spend()) return;
    if (isSeq(resolved)) for (const item of resolved.items) walk(item, about, depth + 1);
    if (!isMap(resolved)) return;
    const deployment = fixedName(yaml.text(yaml.get(resolved, 'deployment')));
    const inside = {
      job: yaml.text(yaml.get(resolved, 'name')) ?? about.job,
      environment: deployment ?? about.environment,
    };
    for (const { key, value } of yaml.entries(resolved)) {
      if (key === 'variables') defineCustom(yaml, value, defined);
      if (['script', 'after-script', 'image', 'services'].includes(key)) take(value, inside);
      else walk(value, inside, depth + 1);
    }
  };

  for (const root of yaml.roots()) {
    take(yaml.get(root, 'image'), { job: null, environment: null });
    for (const section of ['definitions', 'pipelines'])
      walk(yaml.get(root, section), { job: null, environment: null }, 0);
  }
  const isDefined = (name: string): boolean => defined.has(name) || /^BITBUCKET_/.test(name) || isOfTheSystem(name);
  return { system: 'bitbucket', uses: undefinedUses(uses, isDefined), problems: yaml.problems, usesUnnamed: false };
}

/** `variables: [{name: X}]` of a custom pipeline asks whoever starts it. */
function defineCustom(yaml: YamlFile, node: unknown, defined: Set<string>): void {
  if (!isSeq(yaml.resolve(node))) return;
  for (const item of yaml.items(node)) {
    const name = yaml.text(yaml.get(item, 'name'));
    if (name !== null) defined.add(name);
  }
}
