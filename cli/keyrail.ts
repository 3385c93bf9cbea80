import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { failure } from '#shared/contract/result.ts';
import type { Outcome } from './command.ts';
import { findCommand } from './commands.ts';
import type { Context } from './context.ts';
import { HIDDEN_COMMANDS } from './hidden-commands.ts';
import { OutputClosed } from './output.ts';
import { VERSION } from './version.ts';

/** As a shell counts it: 128 and the number of SIGINT. */
const INTERRUPTED_STATUS = 130;

/** Below this the SQLite module crashes instead of failing. */
const OLDEST_NODE = 22;

/** Runs one command as it was typed, and gives its exit status. */
export async function keyrail(context: Context, typed: readonly string[]): Promise<number> {
  const { output } = context;
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    output.say(
      `keyrail: This needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. bin/keyrail brings its own.`,
    );
    return 1;
  }
  try {
    const outcome = await run(context, typed);
    if (outcome.ok) return outcome.value;
    return fail(context, outcome.error);
  } catch (error) {
    if (error instanceof OutputClosed) return 0;
    if (error instanceof Error && error.name === 'Interrupted') return INTERRUPTED_STATUS;
    const { explainError } = await import('./explain-error.ts');
    const explained = explainError(error);
    if (explained.stack !== null && context.env['KEYRAIL_DEBUG'] === '1') output.say(explained.stack);
    return fail(context, explained.failure);
  }
}

function fail(context: Context, error: { code: ErrorCode; message: string }): number {
  context.output.say(`keyrail: ${error.message}`);
  return ERROR_EXIT_STATUS[error.code];
}

async function run(context: Context, [name, ...rest]: readonly string[]): Promise<Outcome> {
  if (name === '--version' || name === '-V') {
    context.output.write(`${VERSION}\n`);
    return { ok: true, value: 0 };
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return help(context, name, rest);
  const entry = findCommand(name) ?? findCommand(name, HIDDEN_COMMANDS);
  if (entry === null) {
    const { unknownCommand } = await import('./help.ts');
    return failure('invalid-request', unknownCommand(name));
  }
  const [{ command }, { parseArguments }] = await Promise.all([entry.load(), import('./arguments.ts')]);
  const parsed = parseArguments(command.spec, rest);
  if (!parsed.ok) return parsed;
  if (parsed.value.help) {
    const { commandHelp } = await import('./help.ts');
    context.output.write(commandHelp(command.spec));
    return { ok: true, value: 0 };
  }
  return command.run(parsed.value, context);
}

async function help(context: Context, name: string | undefined, [topic]: readonly string[]): Promise<Outcome> {
  const { commandHelp, generalHelp, unknownCommand } = await import('./help.ts');
  if (name === 'help' && topic !== undefined) {
    const entry = findCommand(topic);
    if (entry === null) return failure('invalid-request', unknownCommand(topic));
    context.output.write(commandHelp((await entry.load()).command.spec));
    return { ok: true, value: 0 };
  }
  if (name !== undefined) {
    context.output.write(generalHelp());
    return { ok: true, value: 0 };
  }
  context.output.say(generalHelp().trimEnd());
  return { ok: true, value: ERROR_EXIT_STATUS['invalid-request'] };
}
