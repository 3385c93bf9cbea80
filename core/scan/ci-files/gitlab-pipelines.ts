import { isMap } from 'yaml';
import {
  type CiFile,
  type FoundUse,
  fixedName,
  likelyUse,
  NOWHERE,
  type ScriptRun,
  type UseContext,
  type VariableUse,
} from './found-use.ts';
import { JobVariables } from './job-variables.ts';
import { isPredefined } from './predefined-variables.ts';
import { ShellScope } from './shell/shell-scope.ts';
import { type LineProblem, type TextAt, YamlFile } from './yaml-file.ts';

/** One file of a pipeline. What it uses is known only with the files that it includes, which may define it. */
export type GitlabFile = {
  readonly uses: readonly VariableUse[];
  /** Set for every job of the pipeline. */
  readonly defined: ReadonlySet<string>;
  readonly jobs: ReadonlyMap<string, GitlabJob>;
  /** Paths from the repository's root, possibly with `*`. */
  readonly includes: readonly string[];
  readonly problems: readonly LineProblem[];
  readonly unread: readonly string[];
  readonly scripts: readonly ScriptRun[];
};

type GitlabJob = {
  readonly defined: ReadonlySet<string>;
  readonly extends: readonly string[];
  /** Undefined: it says nothing of one, so it has that of what it extends. */
  readonly environment: string | null | undefined;
};

/** At the top of the file these are no jobs. */
const NOT_JOBS: ReadonlySet<string> = new Set(
  'default include stages variables workflow image services cache before_script after_script spec types'.split(' '),
);
const SCRIPTS: ReadonlySet<string> = new Set('script before_script after_script'.split(' '));
/** Members whose texts GitLab expands variables in. */
const EXPANDED: ReadonlySet<string> = new Set(
  'image services environment cache artifacts rules only except trigger resource_group tags hooks release include workflow run'.split(
    ' ',
  ),
);
/** What a job defines by naming it: `secrets` and `id_tokens` come from elsewhere than the settings. */
const NAMED: readonly string[] = ['secrets', 'id_tokens'];
const MOST_ANCESTORS = 50;
/** Jobs that extend one and are looked at for what they define. */
const MOST_RUNNERS = 200;
/** Environments of one use that are told of by themselves. */
const MOST_ENVIRONMENTS = 20;
/** The runner reads it by itself, for the images of every job. */
const OF_THE_RUNNER = 'DOCKER_AUTH_CONFIG';

export function readGitlabFile(source: string): GitlabFile {
  const yaml = new YamlFile(source);
  const variables = new JobVariables(yaml);
  const globals = new ShellScope();
  const jobs = new Map<string, GitlabJob>();
  const includes: string[] = [];
  const problems: LineProblem[] = [];
  const unread: string[] = [];

  /** Scripts of one shell; `after_script` has one of its own. */
  const takeScripts = (job: unknown, name: string | null, scope: ShellScope): Set<string> => {
    const about = { ...NOWHERE, job: name };
    const members = new Map(yaml.entries(job).map(({ key, value }) => [key, value]));
    const shell = scope.inside();
    const written = new Set<string>();
    for (const key of ['before_script', 'script', 'after_script']) {
      const texts = textsOf(yaml, members.get(key), [name ?? '', key]);
      const found = variables.shell(texts, about, key === 'after_script' ? scope.inside() : shell);
      for (const one of found) written.add(one);
    }
    return written;
  };
  const takeJob = (name: string, job: unknown): void => {
    const about: UseContext = { ...NOWHERE, job: name };
    const scope = new ShellScope();
    variables.variables(yaml.get(job, 'variables'), about, scope, (value) => settingOf(yaml, value));
    for (const member of NAMED) for (const { key } of yaml.entries(yaml.get(job, member))) scope.set(key);
    for (const set of yaml.items(yaml.get(yaml.get(job, 'parallel'), 'matrix'))) {
      for (const { key } of yaml.entries(set)) scope.set(key);
    }
    for (const rule of yaml.items(yaml.get(job, 'rules'))) {
      for (const { key } of yaml.entries(yaml.get(rule, 'variables'))) scope.set(key);
    }
    for (const { key, value } of yaml.entries(job)) {
      if (EXPANDED.has(key)) variables.template(textsOf(yaml, value, [name, key]), about, scope);
    }
    const written = takeScripts(job, name, scope);
    // What a job writes into such a report is a variable of the jobs behind it.
    if (yaml.get(yaml.get(yaml.get(job, 'artifacts'), 'reports'), 'dotenv') !== null) {
      for (const one of written) globals.set(one);
    }
    readIncludes(yaml, yaml.get(yaml.get(job, 'trigger'), 'include'), { includes, problems, unread });
    const setting = yaml.get(job, 'environment');
    jobs.set(name, {
      defined: scope.own(),
      extends: yaml.items(yaml.get(job, 'extends')).flatMap((item) => yaml.text(item) ?? []),
      environment:
        setting === null ? undefined : fixedName(yaml.text(isMap(setting) ? yaml.get(setting, 'name') : setting)),
    });
  };

  for (const root of yaml.roots()) {
    variables.variables(yaml.get(root, 'variables'), NOWHERE, globals, (value) => settingOf(yaml, value));
    for (const rule of yaml.items(yaml.get(yaml.get(root, 'workflow'), 'rules'))) {
      for (const { key } of yaml.entries(yaml.get(rule, 'variables'))) globals.set(key);
    }
    takeScripts(root, null, new ShellScope());
    takeScripts(yaml.get(root, 'default'), null, new ShellScope());
    for (const { key, value } of [...yaml.entries(root), ...yaml.entries(yaml.get(root, 'default'))]) {
      if (key === 'include') readIncludes(yaml, value, { includes, problems, unread });
      if (EXPANDED.has(key)) variables.template(textsOf(yaml, value, [key]), NOWHERE, new ShellScope());
      if (!NOT_JOBS.has(key) && !SCRIPTS.has(key) && isMap(yaml.resolve(value)) && yaml.get(root, key) !== null) {
        takeJob(key, value);
      }
    }
  }
  return {
    uses: variables.uses,
    defined: globals.own(),
    jobs,
    includes,
    problems: [...yaml.problems, ...problems],
    unread: [
      ...unread,
      ...variables.unread(),
      ...(yaml.problems.length > 0 ? ['the file is not read whole'] : []),
      ...(jobs.size > 0 ? [`the runner reads ${OF_THE_RUNNER} by itself`] : []),
    ],
    scripts: variables.scripts,
  };
}

/** The file that GitLab starts with, and those that it includes, as one pipeline. */
export function gitlabUses(files: ReadonlyMap<string, GitlabFile>): Map<string, CiFile> {
  const globals = new Set([...files.values()].flatMap((file) => [...file.defined]));
  const pipeline = new Pipeline(new Map([...files.values()].flatMap((file) => [...file.jobs])));
  const isSet = (name: string): boolean => globals.has(name) || isPredefined('gitlab', name);
  return new Map(
    [...files].map(([path, { uses, problems, unread, scripts }]) => [
      path,
      {
        ...{ system: 'gitlab', problems, unread },
        uses: uses.filter(({ name }) => !isSet(name)).flatMap((use) => pipeline.runs(use)),
        scripts: scripts.map((script) => ({
          ...script,
          about: pipeline.about(script.about),
          isSet: (name: string) => isSet(name) || script.isSet(name) || pipeline.isSet(script.about.job, name),
        })),
      },
    ]),
  );
}

/** The jobs of a pipeline, which run as themselves or, where they are hidden, as those that extend them. */
class Pipeline {
  readonly #jobs: ReadonlyMap<string, GitlabJob>;
  /** Of each job, those that run it. */
  readonly #runners = new Map<string, Set<string>>();
  readonly #lists: ReadonlyMap<string, readonly string[]>;
  readonly #ancestors = new Map<string, readonly string[]>();

  constructor(jobs: ReadonlyMap<string, GitlabJob>) {
    this.#jobs = jobs;
    for (const name of jobs.keys()) {
      const ancestors = ancestorsOf(name, jobs);
      this.#ancestors.set(name, ancestors);
      if (name.startsWith('.')) continue;
      for (const run of [name, ...ancestors.filter((ancestor) => ancestor.startsWith('.'))]) {
        const runners = this.#runners.get(run);
        if (runners === undefined) this.#runners.set(run, new Set([name]));
        else if (runners.size < MOST_RUNNERS) runners.add(name);
      }
    }
    this.#lists = new Map([...this.#runners].map(([name, runners]) => [name, [...runners]]));
  }

  /** A use once for each environment of the jobs that run it and do not define the variable. */
  runs(use: VariableUse): FoundUse[] {
    if (use.job === null) return [likelyUse(use)];
    const open = this.#runnersOf(use.job).filter((runner) => !this.#defines(runner, use.name));
    const environments = new Set(open.map((runner) => this.#environmentOf(runner)));
    return [...environments].slice(0, MOST_ENVIRONMENTS).map((environment) => likelyUse({ ...use, environment }));
  }

  /** Whether every job that runs this one defines a variable. */
  isSet(job: string | null, name: string): boolean {
    return job !== null && this.#runnersOf(job).every((runner) => this.#defines(runner, name));
  }

  about(about: UseContext): UseContext {
    if (about.job === null) return about;
    const [runner = about.job] = this.#runnersOf(about.job);
    return { ...about, environment: this.#environmentOf(runner) };
  }

  #runnersOf(job: string): readonly string[] {
    return this.#lists.get(job) ?? [job];
  }

  #defines(job: string, name: string): boolean {
    const chain = [job, ...(this.#ancestors.get(job) ?? [])];
    return chain.some((one) => this.#jobs.get(one)?.defined.has(name) === true);
  }

  /** Of several that a job extends, the last one that has an environment counts; its own before all. */
  #environmentOf(job: string): string | null {
    for (const one of [job, ...(this.#ancestors.get(job) ?? [])]) {
      const environment = this.#jobs.get(one)?.environment;
      if (environment !== undefined) return environment;
    }
    return null;
  }
}

/** What a job extends, what that extends and so on, what counts most first. Each once: jobs can extend each other in a circle. */
function ancestorsOf(name: string, jobs: ReadonlyMap<string, GitlabJob>): readonly string[] {
  const found = new Set<string>();
  const pending = [name];
  for (let job = pending.shift(); job !== undefined; job = pending.shift()) {
    for (const base of jobs.get(job)?.extends.toReversed() ?? []) {
      if (found.size >= MOST_ANCESTORS || found.has(base) || base === name) continue;
      found.add(base);
      pending.push(base);
    }
  }
  return [...found];
}

/** A variable's description is for people. */
function textsOf(yaml: YamlFile, node: unknown, path: string[]): TextAt[] {
  return yaml.texts(node, path).filter(({ path: at }) => at.at(-1) !== 'description');
}

/** `NAME: {value: …, expand: false}` is taken as it is. */
function settingOf(yaml: YamlFile, node: unknown): unknown {
  if (!isMap(yaml.resolve(node))) return node;
  return yaml.text(yaml.get(node, 'expand')) === 'false' ? null : yaml.get(node, 'value');
}

function readIncludes(
  yaml: YamlFile,
  node: unknown,
  { includes, problems, unread }: { includes: string[]; problems: LineProblem[]; unread: string[] },
): void {
  for (const item of yaml.items(node)) {
    const local = isMap(yaml.resolve(item)) ? yaml.get(item, 'local') : item;
    const paths = yaml.items(local).flatMap((path) => yaml.text(path) ?? []);
    const remote = paths.length === 0 || paths.some((path) => path.includes('://'));
    if (remote) {
      unread.push('it includes a file from elsewhere');
      problems.push({
        line: yaml.lineOf(item),
        message: 'It includes a file from elsewhere, which is not read; what that defines or uses is not known.',
      });
    } else {
      includes.push(...paths.map((path) => path.replace(/^\/+/, '')));
    }
  }
}
