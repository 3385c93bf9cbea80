import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { CommandSpec, Invocation, OptionSpec } from './command.ts';

/** Every command takes these besides its own. */
const HELP: OptionSpec = { type: 'flag', short: 'h', help: 'show this help' };

export type ParsedArguments = Invocation & { readonly help: boolean };

/**
 * Reads a command's arguments: `--name value`, `--name=value`, `-n value`, `-nvalue`, `--` before words that start with
 * a dash. What was typed can be a secret in the wrong place, so a message repeats it only where it looks like an option.
 *
 * Fails with `invalid-request`.
 */
export function parseArguments(
  spec: CommandSpec,
  typed: readonly string[],
): Result<ParsedArguments, 'invalid-request'> {
  const specs: Readonly<Record<string, OptionSpec>> = { ...spec.options, help: HELP };
  const values: Record<string, string | boolean | string[] | undefined> = {};
  for (const [name, option] of Object.entries(specs)) {
    values[name] = option.type === 'flag' ? false : option.type === 'list' ? [] : undefined;
  }
  const words: string[] = [];

  for (let index = 0; index < typed.length; index += 1) {
    const argument = typed[index] ?? '';
    if (argument === '--') {
      words.push(...typed.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      if (spec.programFollows !== true) continue;
      // The program's own arguments, a `--` among them included.
      words.push(...typed.slice(index + 1));
      break;
    }
    const read = readOption(specs, argument);
    if (!read.ok) return usage(spec, read.error.message);
    const { name, option, attached } = read.value;
    if (option.type === 'flag') {
      if (attached !== undefined) return usage(spec, `--${name} takes no value.`);
      values[name] = true;
      continue;
    }
    const value = attached ?? typed[index + 1];
    if (value === undefined) return usage(spec, `--${name} needs a value (${option.value ?? 'VALUE'}).`);
    if (attached === undefined) index += 1;
    const kept = values[name];
    if (Array.isArray(kept)) kept.push(value);
    else values[name] = value;
  }

  const { help, ...options } = values;
  if (help !== true) {
    if (words.length > spec.words.max) return usage(spec, spec.tooManyWords ?? 'There are too many words.');
    if (words.length < spec.words.min) return usage(spec, 'Something is missing.');
  }
  return success({ words, options: options as Invocation['options'], help: help === true });
}

/** A mistake in how a command was called, with the right way to call it. */
export function usage(spec: CommandSpec, message: string): Failed<'invalid-request'> {
  const forms = spec.usage.map((form) => `keyrail ${form}`).join('\n       ');
  return failure('invalid-request', `${message}\nUsage: ${forms}\n"keyrail ${spec.name} --help" says more.`);
}

function readOption(
  specs: Readonly<Record<string, OptionSpec>>,
  argument: string,
): Result<{ name: string; option: OptionSpec; attached: string | undefined }, 'unknown'> {
  if (argument.startsWith('--')) {
    const equals = argument.indexOf('=');
    const name = argument.slice(2, equals === -1 ? undefined : equals);
    const option = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (option === undefined) return failure('unknown', unknownOption(specs, name));
    return success({ name, option, attached: equals === -1 ? undefined : argument.slice(equals + 1) });
  }
  const letter = argument.charAt(1);
  const found = Object.entries(specs).find(([, { short }]) => short === letter);
  if (found === undefined) return failure('unknown', 'There is no such option.');
  const rest = argument.slice(2);
  return success({ name: found[0], option: found[1], attached: rest === '' ? undefined : rest.replace(/^=/, '') });
}

function unknownOption(specs: Readonly<Record<string, OptionSpec>>, name: string): string {
  if (!/^[a-z]+(?:-[a-z]+)*$/.test(name) || name.length > 24) return 'There is no such option.';
  const close = closest(name, Object.keys(specs));
  return `There is no option --${name}.${close === null ? '' : ` Did you mean --${close}?`}`;
}

/** The candidate that is at most two slips of the keyboard away, or null. */
export function closest(word: string, candidates: readonly string[]): string | null {
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance <= Math.min(2, candidate.length - 1) && (best === null || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  return best?.candidate ?? null;
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
