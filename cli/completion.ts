import type { Command, CommandSpec, Completes, OptionSpec } from './command.ts';

export type Candidate = { readonly text: string; readonly meaning: string };

/** What the vault can offer; each answers with nothing where the vault does not open without a question. */
export type NameSource = {
  readonly projects: () => Promise<readonly string[]>;
  readonly environments: (project: string | undefined) => Promise<readonly string[]>;
  readonly keys: (project: string | undefined, environment: string | undefined) => Promise<readonly string[]>;
};

/** The shell completes file names by itself. */
export const FILES: Candidate = { text: ':files', meaning: '' };

export type KnownCommands = {
  readonly summaries: Readonly<Record<string, { readonly summary: string }>>;
  readonly load: (name: string) => Promise<Command | null>;
};

/**
 * What can stand in the place of the last word.
 * @param words everything behind `keyrail`, up to the cursor; the last one is unfinished and may be empty
 */
export async function complete(
  words: readonly string[],
  known: KnownCommands,
  names: NameSource,
): Promise<readonly Candidate[]> {
  const unfinished = words.at(-1) ?? '';
  const [name, ...before] = words.slice(0, -1);
  if (name === undefined) {
    const commands = Object.entries(known.summaries).map(([text, { summary }]) => ({ text, meaning: summary }));
    const own = [
      { text: '--help', meaning: 'show help' },
      { text: '--version', meaning: 'show the version' },
    ];
    return startingWith(unfinished, unfinished.startsWith('-') ? own : commands);
  }
  const command = await known.load(name);
  if (command === null) return [];
  const { spec } = command;
  const line = readLine(spec, before);
  // What follows is another program's.
  if (line.ended) return [FILES];
  if (line.expects !== null) return offered(line.expects.completes, unfinished, line, names);
  const attached = /^(--[a-z-]+)=(.*)$/s.exec(unfinished);
  if (attached !== null) {
    const [, form = '', value = ''] = attached;
    const option = optionOf(spec, form);
    if (option === null) return [];
    const candidates = await offered(option.completes, value, line, names);
    return candidates.map(({ text, meaning }) => ({ text: `${form}=${text}`, meaning }));
  }
  if (unfinished.startsWith('-')) return startingWith(unfinished, optionsLeft(spec, line));
  return offered(spec.completes, unfinished, line, names);
}

type Line = {
  readonly project: string | undefined;
  readonly environment: string | undefined;
  readonly used: ReadonlySet<string>;
  /** The option that the unfinished word is the value of. */
  readonly expects: OptionSpec | null;
  readonly ended: boolean;
};

function readLine(spec: CommandSpec, before: readonly string[]): Line {
  const values = new Map<string, string>();
  const used = new Set<string>();
  let expects: { name: string; option: OptionSpec } | null = null;
  for (const word of before) {
    if (expects !== null) {
      values.set(expects.name, word);
      expects = null;
      continue;
    }
    if (word === '--') return { ...places(values), used, expects: null, ended: true };
    const [form = '', value] = word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word];
    const name = nameOf(spec, form);
    const option = name === null ? undefined : spec.options[name];
    if (name === null || option === undefined) {
      if (spec.programFollows === true && !word.startsWith('-'))
        return { ...places(values), used, expects: null, ended: true };
      continue;
    }
    if (option.type !== 'list') used.add(name);
    if (option.type === 'flag') continue;
    if (value === undefined) expects = { name, option };
    else values.set(name, value);
  }
  return { ...places(values), used, expects: expects?.option ?? null, ended: false };
}

function places(values: ReadonlyMap<string, string>) {
  return { project: values.get('project'), environment: values.get('env') };
}

function nameOf(spec: CommandSpec, form: string): string | null {
  if (form.startsWith('--')) return Object.hasOwn(spec.options, form.slice(2)) ? form.slice(2) : null;
  if (form.length !== 2 || !form.startsWith('-')) return null;
  return Object.entries(spec.options).find(([, { short }]) => short === form.charAt(1))?.[0] ?? null;
}

function optionOf(spec: CommandSpec, form: string): OptionSpec | null {
  const name = nameOf(spec, form);
  return name === null ? null : (spec.options[name] ?? null);
}

function optionsLeft(spec: CommandSpec, line: Line): Candidate[] {
  const options = Object.entries(spec.options)
    .filter(([name]) => !line.used.has(name))
    .map(([name, { help }]) => ({ text: `--${name}`, meaning: help }));
  return [...options, { text: '--help', meaning: 'show help' }];
}

async function offered(
  completes: Completes | undefined,
  unfinished: string,
  line: Line,
  names: NameSource,
): Promise<readonly Candidate[]> {
  const found = await textsOf(completes, line, names);
  if (found === 'files') return [FILES];
  return startingWith(
    unfinished,
    found.map((text) => ({ text, meaning: '' })),
  );
}

async function textsOf(
  completes: Completes | undefined,
  line: Line,
  names: NameSource,
): Promise<readonly string[] | 'files'> {
  switch (completes) {
    case undefined:
      return [];
    case 'file':
      return 'files';
    case 'project':
      return names.projects();
    case 'environment':
      return names.environments(line.project);
    case 'key':
      return names.keys(line.project, line.environment);
    default:
      return completes;
  }
}

/** Case does not matter; names with control characters would break the lines of the answer. */
function startingWith(unfinished: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const start = unfinished.toLowerCase();
  return candidates.filter(({ text }) => text.toLowerCase().startsWith(start) && !/\p{Cc}/u.test(text));
}
