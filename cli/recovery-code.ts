import { newRecoveryCode, typedBack } from '#core/crypto/recovery-code.ts';
import { storageFailure } from '#core/database/storage-errors.ts';
import { recoveryCodeState } from '#core/vault/code-state.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { Context } from './context.ts';
import { type Output, OutputClosed, writeJson } from './output.ts';

/** Shows a recovery code, which is kept nowhere else. */
export function sayRecoveryCode(output: Output, code: string, why: string): void {
  output.say(`${why} This is the recovery code from now on:

    ${code}

Write it down and keep it away from this machine. It opens the vault when the keychain or the passphrase is lost, and it
is shown only now.`);
}

const TRIES = 3;

/**
 * Makes a new recovery code, writes it to standard output and, on a terminal, has it typed back. Only then may it be put in
 * force: the code before is the one that somebody has until this one is certain. With `--yes`, or where nobody can be asked, that it
 * was written out has to do.
 */
export async function confirmedNewCode(
  context: Context,
  options: { yes: boolean; json: boolean },
): Promise<Result<string, 'wrong-recovery-code'>> {
  const code = newRecoveryCode();
  try {
    if (options.json) writeJson(context.output, { recoveryCode: code });
    else context.output.write(`${code}\n`);
  } catch (error) {
    if (!(error instanceof OutputClosed) && storageFailure(error) === null) throw error;
    return failure(
      'wrong-recovery-code',
      'The new recovery code could not be written out. Nothing was changed: the one that you have is still the one.',
    );
  }
  const { askLine, canAsk } = await import('./prompt.ts');
  if (options.yes || options.json || !canAsk()) return success(code);
  context.output.say(
    'This is the new recovery code. Write it down: it is shown only now, and holds once you have typed it back.',
  );
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const typed = await askLine('The new code, from your paper: ');
    if (typed === null) break;
    if (typedBack(typed, code) === 'same') return success(code);
    context.output.say('That is not the code above.');
  }
  return failure('wrong-recovery-code', 'Nothing was changed: the recovery code that you have is still the one.');
}

/** Says of a failure after {@link confirmedNewCode} what the code is worth that stands on the screen, as the header has it. */
export async function withCodeState<Code extends string>(
  home: string,
  code: string,
  { ok, error }: Failed<Code>,
): Promise<Failed<Code>> {
  const said = STATES[await recoveryCodeState(home, code)];
  return { ok, error: { ...error, message: `${error.message}\n${said}` } };
}

const STATES: Readonly<Record<Awaited<ReturnType<typeof recoveryCodeState>>, string>> = {
  'in-force': 'The code above is in force; the one before opens nothing any more.',
  coming: 'The code above holds from the next unlock on; the one before holds until then. Keep both.',
  not: 'The code above is not in force; the one before is.',
  unknown: 'Whether the code above or the one before is in force could not be seen. Keep both.',
};
