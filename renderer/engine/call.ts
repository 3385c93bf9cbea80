import type { CommonError } from '#shared/contract/procedure.ts';
import { type Failed, type Failure, failure, type Result } from '#shared/contract/result.ts';
import { reportEngineGone, reportEngineThere } from './connection.ts';
import { announceLocked } from './lock-signal.ts';

/**
 * Waits for a procedure's answer. An engine that does not answer at all (its process ended, or a bug threw there) becomes
 * the failure `unexpected`, so that callers have one way to fail; a locked vault also sends the window to the unlock
 * screen, since it can be locked by the menu, by sleep or by another window at any time.
 */
export async function call<T, Code extends string>(
  answer: Promise<Result<T, Code>>,
): Promise<Result<T, Code | 'unexpected'>> {
  let result: Result<T, Code>;
  try {
    result = await answer;
  } catch {
    const gone = failure(
      'unexpected',
      'Keyrail’s engine did not answer. Quit Keyrail and open it again; nothing is lost.',
    );
    reportEngineGone(gone.error);
    return gone;
  }
  if (result.ok) {
    reportEngineThere();
    return result;
  }
  const code: string = result.error.code;
  if (code === 'vault-locked') announceLocked();
  return result;
}

const STORAGE_CODES: ReadonlySet<string> = new Set<CommonError>([
  'disk-full',
  'disk-read-only',
  'disk-error',
  'permission-denied',
  'vault-busy',
  'vault-damaged',
]);

/** Whether a failure is about the storage of the whole vault, and not about what was asked. */
export function isStorageFailure(error: Failure): boolean {
  return STORAGE_CODES.has(error.code);
}

/** A failure that nobody has to be told of: the person closed the file dialog, or the vault was locked meanwhile. */
export function isQuiet(result: Failed<string>): boolean {
  return result.error.code === 'cancelled' || result.error.code === 'vault-locked';
}
