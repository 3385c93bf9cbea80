import { isMap, isSeq } from 'yaml';
import { type CiFile, fixedName, likelyUse, NOWHERE, type UseContext } from './found-use.ts';
import { JobVariables } from './job-variables.ts';
import { isPredefined } from './predefined-variables.ts';
import { ShellScope } from './shell/shell-scope.ts';
import { YamlFile } from './yaml-file.ts';

const DEEPEST = 20;

/** Reads `bitbucket-pipelines.yml`. The environment is the step's or stage's `deployment`. */
export function readBitbucketPipelines(source: string): CiFile {
  const yaml = new YamlFile(source);
  const variables = new JobVariables(yaml);
  const unread: string[] = [];
  /** What a step hands to those behind it, by name. */
  const handedOn = new Set<string>();

  const template = (node: unknown, about: UseContext, scope: ShellScope): void =>
    variables.template(yaml.texts(node), about, scope);
  const script = (node: unknown, about: UseContext, scope: ShellScope): void => {
    for (const item of yaml.items(node)) {
      if (!isMap(yaml.resolve(item))) {
        variables.shell(yaml.texts(item), about, scope);
        continue;
      }
      // A pipe is a container of somebody else's; its defaults may be variables of the repository.
      const pipe = yaml.text(yaml.get(item, 'pipe'));
      if (pipe !== null) unread.push(`the pipe ${pipe.split(':')[0]} may read variables by itself`);
      template(item, about, scope);
    }
  };
  const walk = (node: unknown, about: UseContext, around: ShellScope, depth: number): void => {
    const resolved = yaml.resolve(node);
    if (depth > DEEPEST || resolved === null || !yaml.spend()) return;
    if (isSeq(resolved)) {
      // `variables: [{name: X}]` of a custom pipeline asks whoever starts it, for all its steps.
      const asked = resolved.items.flatMap((item) => (yaml.spend() ? askedFor(yaml, yaml.get(item, 'variables')) : []));
      const scope = around.inside(asked);
      for (const item of resolved.items) walk(item, about, scope, depth + 1);
    }
    if (!isMap(resolved)) return;
    const inside = {
      ...about,
      job: yaml.text(yaml.get(resolved, 'name')) ?? about.job,
      environment: fixedName(yaml.text(yaml.get(resolved, 'deployment'))) ?? about.environment,
    };
    for (const item of yaml.items(yaml.get(resolved, 'output-variables'))) handedOn.add(yaml.text(item) ?? '');
    for (const { key, value } of yaml.entries(resolved)) {
      // `after-script` runs in a shell of its own.
      if (key === 'script' || key === 'after-script') script(value, inside, around.inside());
      else if (key === 'image' || key === 'services') template(value, inside, around);
      else if (key === 'variables' && isMap(yaml.resolve(value))) {
        variables.variables(value, inside, around.inside());
      } else walk(value, inside, around, depth + 1);
    }
  };

  for (const root of yaml.roots()) {
    template(yaml.get(root, 'image'), NOWHERE, new ShellScope());
    for (const section of ['definitions', 'pipelines']) {
      walk(yaml.get(root, section), NOWHERE, new ShellScope(), 0);
    }
    if (yaml.entries(yaml.get(root, 'pipelines')).some(({ value }) => yaml.get(value, 'import') !== null)) {
      unread.push('it imports pipelines of another repository');
    }
  }
  const isSet = (name: string): boolean => handedOn.has(name) || isPredefined('bitbucket', name);
  return {
    system: 'bitbucket',
    uses: variables.uses.filter(({ name }) => !isSet(name)).map((use) => likelyUse(use)),
    problems: yaml.problems,
    unread: [
      ...new Set(unread),
      ...variables.unread(),
      ...(yaml.problems.length > 0 ? ['the file is not read whole'] : []),
    ],
    scripts: variables.scripts.map((run) => ({ ...run, isSet: (name) => isSet(name) || run.isSet(name) })),
  };
}

function askedFor(yaml: YamlFile, node: unknown): string[] {
  if (!isSeq(yaml.resolve(node))) return [];
  return yaml.items(node).flatMap((item) => yaml.text(yaml.get(item, 'name')) ?? []);
}
