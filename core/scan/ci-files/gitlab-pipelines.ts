import { isMap } from 'yaml';
import { type CiFile, fixedName, undefinedUses, type VariableUse, variablesIn } from './found-use.ts';
import { isOfTheSystem } from './shell-variables.ts';
import { type LineProblem, type TextAt, YamlFile } from './yaml-file.ts';

/** One file of a pipeline. What it uses is known only with the files that it includes, which may define it. */
export type GitlabFile = {
  readonly uses: readonly VariableUse[];
  readonly defined: ReadonlySet<string>;
  /** Paths from the repository's root, possibly with `*`. */
  readonly includes: readonly string[];
  readonly problems: readonly LineProblem[];
};

/** At the top of the file these are no jobs. */
const NOT_JOBS: ReadonlySet<string> = new Set(
  'default include stages variables workflow image services cache before_script after_script spec types'.split(' '),
);
/** Members of a job whose texts GitLab or the shell expands variables in. */
const EXPANDED: ReadonlySet<string> = new Set(
  'script before_script after_script variables image services environment cache artifacts rules only except trigger resource_group tags hooks release'.split(
    ' ',
  ),
);
const DEEPEST_EXTENDS = 12;

export function readGitlabFile(source: string): GitlabFile {
  const yaml = new YamlFile(source);
  const uses: VariableUse[] = [];
  const defined = new Set<string>();
  const includes: string[] = [];
  const problems: LineProblem[] = [];

  const take = (texts: readonly TextAt[], job: string | null, environment: string | null): void => {
    const found = variablesIn(yaml, texts, { job, environment, contexts: [] });
    uses.push(...found.uses);
    for (const name of found.defined) defined.add(name);
  };

  for (const root of yaml.roots()) {
    const jobs = new Map(
      yaml.entries(root).flatMap(({ key, value }) => (NOT_JOBS.has(key) ? [] : [[key, value] as const])),
    );
    const environments = environmentsOf(yaml, jobs);
    for (const { key, value } of yaml.entries(root)) {
      if (key === 'include') readIncludes(yaml, value, includes, problems);
      if (key === 'variables') defineNames(yaml, value, defined);
      if (EXPANDED.has(key)) take(expandedTexts(yaml, value, [key]), null, null);
      if (key === 'default') take(jobTexts(yaml, value, key), null, null);
    }
    for (const [name, job] of jobs) {
      if (!isMap(yaml.resolve(job))) continue;
      for (const member of ['variables', 'secrets', 'id_tokens']) defineNames(yaml, yaml.get(job, member), defined);
      for (const set of yaml.items(yaml.get(yaml.get(job, 'parallel'), 'matrix'))) defineNames(yaml, set, defined);
      const texts = jobTexts(yaml, job, name);
      for (const environment of environments.get(name) ?? [null]) take(texts, name, environment);
    }
  }
  return { uses, defined, includes, problems: [...yaml.problems, ...problems] };
}

/** The file that GitLab starts with, and those that it includes. */
export function gitlabUses(files: ReadonlyMap<string, GitlabFile>): Map<string, CiFile> {
  const defined = new Set([...files.values()].flatMap((file) => [...file.defined]));
  const isDefined = (name: string): boolean =>
    defined.has(name) || /^(?:CI|GITLAB|CHAT|TRIGGER|FF|KUBE_CONTEXT)(?:_|$)/.test(name) || isOfTheSystem(name);
  return new Map(
    [...files].map(([path, { uses, problems }]) => [
      path,
      { system: 'gitlab', uses: undefinedUses(uses, isDefined), problems, usesUnnamed: false },
    ]),
  );
}

function jobTexts(yaml: YamlFile, job: unknown, name: string): TextAt[] {
  return yaml
    .entries(job)
    .filter(({ key }) => EXPANDED.has(key))
    .flatMap(({ key, value }) => expandedTexts(yaml, value, [name, key]));
}

/** A variable's description is for people. */
function expandedTexts(yaml: YamlFile, node: unknown, path: string[]): TextAt[] {
  return yaml.texts(node, path).filter(({ path: at }) => at.at(-1) !== 'description');
}

/** Environments of each job: its own, or those of the jobs that extend it, since a hidden job runs only as those. */
function environmentsOf(yaml: YamlFile, jobs: ReadonlyMap<string, unknown>): Map<string, (string | null)[]> {
  const own = new Map<string, string | null>();
  const ownOf = (name: string): string | null => {
    const known = own.get(name);
    if (known !== undefined) return known;
    // Until it is known: jobs can extend each other in a circle.
    own.set(name, null);
    const setting = yaml.get(jobs.get(name), 'environment');
    const environment =
      setting === null
        ? // Of several, the last one that has it counts.
          extendsOf(yaml, jobs.get(name)).reduce<string | null>((found, base) => ownOf(base) ?? found, null)
        : fixedName(yaml.text(isMap(setting) ? yaml.get(setting, 'name') : setting));
    own.set(name, environment);
    return environment;
  };
  const found = new Map<string, Set<string | null>>();
  const spread = (name: string, environment: string | null, depth: number): void => {
    const known = found.get(name) ?? new Set();
    if (depth > DEEPEST_EXTENDS || known.has(environment)) return;
    found.set(name, known.add(environment));
    for (const base of extendsOf(yaml, jobs.get(name))) if (base.startsWith('.')) spread(base, environment, depth + 1);
  };
  for (const name of jobs.keys()) if (!name.startsWith('.')) spread(name, ownOf(name), 0);
  return new Map([...found].map(([name, environments]) => [name, [...environments]]));
}

function extendsOf(yaml: YamlFile, job: unknown): string[] {
  return yaml.items(yaml.get(job, 'extends')).flatMap((item) => yaml.text(item) ?? []);
}

function defineNames(yaml: YamlFile, node: unknown, defined: Set<string>): void {
  for (const { key } of yaml.entries(node)) defined.add(key);
}

function readIncludes(yaml: YamlFile, node: unknown, includes: string[], problems: LineProblem[]): void {
  for (const item of yaml.items(node)) {
    const local = isMap(yaml.resolve(item)) ? yaml.get(item, 'local') : item;
    const paths = yaml.items(local).flatMap((path) => yaml.text(path) ?? []);
    const remote = paths.length === 0 || paths.some((path) => path.includes('://'));
    if (remote) {
      problems.push({
        line: yaml.lineOf(item),
        message: 'It includes a file from elsewhere, which is not read; what that defines or uses is not known.',
      });
    } else {
      includes.push(...paths.map((path) => path.replace(/^\/+/, '')));
    }
  }
}
