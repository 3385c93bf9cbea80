import { isMap } from 'yaml';
import {
  type CiFile,
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
import { type TextAt, YamlFile } from './yaml-file.ts';

const DEEPEST = 12;
/** Steps of CircleCI's own; others are commands of the file, or of an orb. */
const BUILT_IN: ReadonlySet<string> = new Set(
  'run checkout setup_remote_docker save_cache restore_cache store_artifacts store_test_results persist_to_workspace attach_workspace add_ssh_keys deploy when unless'.split(
    ' ',
  ),
);
/** Members of a job's entry in a workflow that are no parameters of the job. */
const OF_THE_WORKFLOW: ReadonlySet<string> = new Set(
  'name requires context filters matrix type branches pre-steps post-steps serial-group override-with'.split(' '),
);

/** What a file calls by name: its jobs, commands and executors, those of orbs that are written out in it as well. */
type Sections = {
  readonly jobs: Map<string, unknown>;
  readonly commands: Map<string, unknown>;
  readonly executors: Map<string, unknown>;
};

/** What callers of a command or job have set: it can be used without it only where one of them has not. */
type Called = { readonly variables: JobVariables; readonly callers: { scope: ShellScope; about: UseContext }[] };

/**
 * Reads `.circleci/config.yml`. A job has the contexts of every workflow that runs it. Each `run` step is a shell of its own;
 * what it writes as `NAME=…` (to `$BASH_ENV`) is set in the steps behind it.
 */
export function readCircleciConfig(source: string): CiFile {
  const yaml = new YamlFile(source);
  const reader = new ConfigReader(yaml);
  for (const root of yaml.roots()) reader.read(root);
  const { uses, scripts, unread } = reader.result();
  const isSet = (name: string): boolean => isPredefined('circleci', name);
  return {
    system: 'circleci',
    uses: uses.filter(({ name }) => !isSet(name)).map((use) => likelyUse(use)),
    problems: yaml.problems,
    unread: [...unread, ...(yaml.problems.length > 0 ? ['the file is not read whole'] : [])],
    scripts: scripts.map((run) => ({ ...run, isSet: (name) => isSet(name) || run.isSet(name) })),
  };
}

class ConfigReader {
  readonly #yaml: YamlFile;
  readonly #variables: JobVariables;
  readonly #sections: Sections = { jobs: new Map(), commands: new Map(), executors: new Map() };
  readonly #commands = new Map<string, Called>();
  readonly #unread = new Set<string>();

  constructor(yaml: YamlFile) {
    this.#yaml = yaml;
    this.#variables = new JobVariables(yaml);
  }

  read(root: unknown): void {
    const yaml = this.#yaml;
    this.#collect(root, '', 0);
    if (yaml.text(yaml.get(root, 'setup')) === 'true')
      this.#unread.add('it goes on with a configuration that it computes');
    for (const { key, value } of yaml.entries(yaml.get(root, 'orbs'))) {
      if (isMap(yaml.resolve(value))) this.#collect(value, `${key}/`, 0);
    }
    const contexts = new Map<string, string[]>();
    for (const { value: workflow } of yaml.entries(yaml.get(root, 'workflows'))) {
      for (const item of yaml.items(yaml.get(workflow, 'jobs'))) {
        if (!isMap(yaml.resolve(item))) this.#noteOrb(yaml.text(item) ?? '', this.#sections.jobs);
        else for (const { key, value } of yaml.entries(item)) this.#workflowJob(key, value, contexts);
      }
    }
    for (const name of this.#sections.commands.keys()) {
      this.#commands.set(name, { variables: new JobVariables(yaml), callers: [] });
    }
    for (const [name, command] of this.#sections.commands) {
      const called = this.#commands.get(name);
      if (called !== undefined) this.#steps(yaml.get(command, 'steps'), NOWHERE, new ShellScope(), called.variables);
      this.#parameters(command, NOWHERE);
    }
    for (const executor of this.#sections.executors.values()) this.#executor(executor, NOWHERE, new ShellScope());
    for (const [name, job] of this.#sections.jobs) {
      this.#job(job, { job: name, environment: null, contexts: contexts.get(name) ?? [] });
    }
  }

  result(): { uses: VariableUse[]; scripts: ScriptRun[]; unread: string[] } {
    const uses = [...this.#variables.uses];
    const scripts = [...this.#variables.scripts];
    const unread = new Set([...this.#unread, ...this.#variables.unread()]);
    for (const { variables, callers } of this.#commands.values()) {
      // A command that nobody calls is read as it stands.
      const contexts = [...new Set(callers.flatMap(({ about }) => about.contexts))];
      const isOpen = (name: string): boolean => callers.length === 0 || callers.some(({ scope }) => !scope.has(name));
      uses.push(...variables.uses.filter(({ name }) => isOpen(name)).map((use) => ({ ...use, contexts })));
      for (const run of variables.scripts) {
        scripts.push({ ...run, about: { ...run.about, contexts }, isSet: (name) => run.isSet(name) || !isOpen(name) });
      }
      for (const one of variables.unread()) unread.add(one);
    }
    return { uses, scripts, unread: [...unread] };
  }

  #collect(node: unknown, prefix: string, depth: number): void {
    for (const section of ['jobs', 'commands', 'executors'] as const) {
      for (const { key, value } of this.#yaml.entries(this.#yaml.get(node, section))) {
        this.#sections[section].set(`${prefix}${key}`, value);
      }
    }
    if (depth > 3) return;
    for (const { key, value } of this.#yaml.entries(this.#yaml.get(node, 'orbs'))) {
      if (prefix !== '' && isMap(this.#yaml.resolve(value))) this.#collect(value, `${key}/`, depth + 1);
    }
  }

  #workflowJob(job: string, node: unknown, contexts: Map<string, string[]>): void {
    const yaml = this.#yaml;
    const named = yaml.items(yaml.get(node, 'context')).flatMap((context) => fixedName(yaml.text(context)) ?? []);
    const all = [...new Set([...(contexts.get(job) ?? []), ...named])];
    contexts.set(job, all);
    const about = { job, environment: null, contexts: all };
    this.#noteOrb(job, this.#sections.jobs);
    for (const { key, value } of yaml.entries(node)) {
      if (key === 'pre-steps' || key === 'post-steps') this.#steps(value, about, new ShellScope(), this.#variables);
      else if (!OF_THE_WORKFLOW.has(key)) this.#argument(job, this.#sections.jobs, key, value, about, new ShellScope());
    }
    for (const { key, value } of yaml.entries(yaml.get(yaml.get(node, 'matrix'), 'parameters'))) {
      for (const item of yaml.items(value)) {
        this.#argument(job, this.#sections.jobs, key, item, about, new ShellScope());
      }
    }
  }

  #job(job: unknown, about: UseContext): void {
    const yaml = this.#yaml;
    const scope = new ShellScope();
    this.#parameters(job, about);
    const executor = yaml.get(job, 'executor');
    const name = yaml.text(isMap(executor) ? yaml.get(executor, 'name') : executor);
    const machine = this.#sections.executors.get(name ?? '');
    const [image] = yaml.items(yaml.get(machine, 'docker'));
    for (const node of [machine, image]) {
      for (const { key } of yaml.entries(yaml.get(node, 'environment'))) scope.set(key);
    }
    if (name?.includes('/') === true) this.#noteOrb(name, this.#sections.executors);
    this.#executor(job, about, scope);
    this.#steps(yaml.get(job, 'steps'), about, scope, this.#variables);
  }

  /** What a machine is made from, and what is set in it. */
  #executor(node: unknown, about: UseContext, scope: ShellScope): void {
    const yaml = this.#yaml;
    this.#variables.variables(yaml.get(node, 'environment'), about, scope);
    for (const [index, image] of yaml.items(yaml.get(node, 'docker')).entries()) {
      // What the other images have is set in containers beside.
      this.#variables.variables(yaml.get(image, 'environment'), about, index === 0 ? scope : scope.inside());
      for (const member of ['image', 'auth', 'aws_auth', 'command', 'entrypoint']) {
        this.#variables.template(yaml.texts(yaml.get(image, member), [member]), about, scope);
      }
    }
  }

  #steps(node: unknown, about: UseContext, scope: ShellScope, into: JobVariables, depth = 0): void {
    const yaml = this.#yaml;
    if (depth > DEEPEST) return;
    for (const step of yaml.items(node)) {
      if (!yaml.spend()) return;
      const entries = isMap(yaml.resolve(step)) ? yaml.entries(step) : [{ key: yaml.text(step) ?? '', value: null }];
      for (const { key, value } of entries) {
        if (key === 'when' || key === 'unless') {
          this.#steps(yaml.get(value, 'steps'), about, scope, into, depth + 1);
        } else if (key === 'run' || key === 'deploy') {
          this.#run(value, about, scope, into);
        } else {
          this.#call(key, value, about, scope, into, depth);
        }
      }
    }
  }

  #run(node: unknown, about: UseContext, scope: ShellScope, into: JobVariables): void {
    const yaml = this.#yaml;
    const shell = scope.inside();
    into.variables(yaml.get(node, 'environment'), about, shell);
    const texts = yaml.texts(isMap(yaml.resolve(node)) ? yaml.get(node, 'command') : node, ['run']);
    for (const name of into.shell(texts.map(withoutParameters), about, shell)) scope.set(name);
  }

  /** A command of the file or of an orb, or a step of CircleCI's own, with its parameters. */
  #call(name: string, node: unknown, about: UseContext, scope: ShellScope, into: JobVariables, depth: number): void {
    const called = this.#commands.get(name);
    if (called !== undefined) called.callers.push({ scope, about });
    else if (!BUILT_IN.has(name)) this.#noteOrb(name, this.#sections.commands);
    for (const { key, value } of this.#yaml.entries(node)) {
      if (key === 'steps') this.#steps(value, about, scope, into, depth + 1);
      else this.#argument(name, this.#sections.commands, key, value, about, scope, into);
    }
  }

  /** A parameter's value: text with variables in it, or the name of a variable. */
  #argument(
    called: string,
    section: ReadonlyMap<string, unknown>,
    parameter: string,
    node: unknown,
    about: UseContext,
    scope: ShellScope,
    into: JobVariables = this.#variables,
  ): void {
    const yaml = this.#yaml;
    into.template(yaml.texts(node, [parameter]), about, scope);
    const text = yaml.text(node) ?? '';
    const definition = section.get(called);
    const type = yaml.text(yaml.get(yaml.get(yaml.get(definition, 'parameters'), parameter), 'type'));
    const isName =
      type === 'env_var_name'
        ? /^[A-Za-z_]\w*$/.test(text)
        : definition === undefined && isNameOfVariable(parameter, text);
    if (isName && !BUILT_IN.has(called) && !scope.has(text)) into.named(text, node, about);
  }

  /** Parameters whose default is the name of a variable, or has one in it. */
  #parameters(node: unknown, about: UseContext): void {
    const yaml = this.#yaml;
    for (const { value } of yaml.entries(yaml.get(node, 'parameters'))) {
      const preset = yaml.get(value, 'default');
      const text = yaml.text(preset);
      if (text === null) continue;
      if (yaml.text(yaml.get(value, 'type')) === 'env_var_name') this.#variables.named(text, preset, about);
      else this.#variables.template(yaml.texts(preset), about, new ShellScope());
    }
  }

  #noteOrb(name: string, section: ReadonlyMap<string, unknown>): void {
    const slash = name.indexOf('/');
    if (slash > 0 && !section.has(name)) this.#unread.add(`the orb ${name.slice(0, slash)} gets every variable`);
  }
}

/** `<< parameters.x >>` is filled in before a shell sees it; to a shell it would be a heredoc. Everything keeps its place. */
function withoutParameters(text: TextAt): TextAt {
  return { ...text, text: text.text.replace(/<<\s{0,9}[\w.-]{1,200}\s{0,9}>>/g, (found) => '0'.repeat(found.length)) };
}

/**
 * Whether an orb's parameter, whose type is not known here, is the name of a variable: its value is written as one, and its own
 * name is about such things (`aws_access_key_id: DEPLOY_KEY_ID`).
 */
function isNameOfVariable(parameter: string, text: string): boolean {
  return (
    /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text) ||
    (/^[A-Z][A-Z0-9]{2,}$/.test(text) &&
      /key|token|secret|pass|user|login|auth|cred|env|var|account|url|dsn/i.test(parameter))
  );
}
