import type { ErrorCode } from '#shared/contract/error-codes.ts';
import type { Result } from '#shared/contract/result.ts';
import type { Context } from './context.ts';

/** `text`: the last one counts. `list`: may be given again and again. `flag`: takes no value. */
export type OptionSpec = {
  readonly type: 'text' | 'list' | 'flag';
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in the help, such as `DATE`. */
  readonly value?: string;
  readonly help: string;
  /** What the shell offers for the value. */
  readonly completes?: Completes;
};

/** What the shell can offer at a place of the command line. */
export type Completes = 'project' | 'environment' | 'key' | 'file' | readonly string[];

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name]['type'] extends 'flag'
    ? boolean
    : Specs[Name]['type'] extends 'list'
      ? readonly string[]
      : string | undefined;
};

/** Everything about a command that parsing, help and completion need. */
export type CommandSpec<Specs extends OptionSpecs = OptionSpecs> = {
  readonly name: string;
  /** Without `keyrail`, one line for each form. */
  readonly usage: readonly string[];
  /** What it does, in whole sentences. */
  readonly about: string;
  readonly options: Specs;
  /** How many words it takes besides options. */
  readonly words: { readonly min: number; readonly max: number };
  readonly completes?: Completes;
  /** Options end at the first word, so that a program's own options stay its own (`run`). */
  readonly programFollows?: boolean;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** What is said where more words than `words.max` are given; they may be secrets and are never repeated. */
  readonly tooManyWords?: string;
};

export type Invocation<Specs extends OptionSpecs = OptionSpecs> = {
  readonly words: readonly string[];
  readonly options: OptionValues<Specs>;
};

/** Succeeds with the exit status. */
export type Outcome = Result<number, ErrorCode>;

export type Command = {
  readonly spec: CommandSpec;
  readonly run: (invocation: Invocation, context: Context) => Promise<Outcome>;
};

/** Ties a command's options to what its `run` sees of them. */
export function defineCommand<const Specs extends OptionSpecs>(
  spec: CommandSpec<Specs>,
  run: (invocation: Invocation<Specs>, context: Context) => Promise<Outcome>,
): Command {
  // The parser makes the values from these very specifications, so the narrower type holds.
  return { spec, run: run as Command['run'] };
}

/** Options that many commands share, each spelled the same everywhere. */
export const PROJECT: OptionSpec & { type: 'text' } = {
  type: 'text',
  short: 'p',
  value: 'NAME',
  help: 'the project (default: what .keyrail.json says)',
  completes: 'project',
};
export const ENVIRONMENT: OptionSpec & { type: 'text' } = {
  type: 'text',
  short: 'e',
  value: 'NAME',
  help: 'the environment (default: what .keyrail.json says)',
  completes: 'environment',
};
export const JSON_OUTPUT: OptionSpec & { type: 'flag' } = { type: 'flag', help: 'print JSON' };
export const YES: OptionSpec & { type: 'flag' } = { type: 'flag', short: 'y', help: 'do not ask' };
