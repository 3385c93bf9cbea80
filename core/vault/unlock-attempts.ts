import { promises as files } from 'node:fs';
import { type Failed, failure } from '#shared/contract/result.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { attemptsLockPath, attemptsPath } from './paths.ts';
import { withFileLock } from './vault-lock.ts';

const FREE_ATTEMPTS = 3;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

const MOST_FAILURES = 1e9;

type Attempts = { readonly failures: number; readonly lastAtMs: number };

/** Wrong passphrases and recovery codes are slowed: three are free, then 1 s, 2 s, 4 s … up to a minute between tries. */
export function waitAfterFailuresMs(failures: number): number {
  if (failures < FREE_ATTEMPTS) return 0;
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - FREE_ATTEMPTS, 16));
}

/** As long as a dozen attempts with the slowest parameters that we choose. */
const TURN_WAIT_MS = 30_000;

/**
 * Makes one attempt, when it is its turn: processes that try at once wait for each other, so that right ones all succeed and
 * wrong ones are all counted. It counts before it is made, so that ending the process does not undo it.
 * A clock that was set back starts the wait anew, so nobody waits longer than the longest wait.
 * @param attempt true where the passphrase or code was right; then nobody waits any more
 * @returns what `attempt` gave, or why it was not made, with how long to wait
 */
export async function attemptInTurn<T extends { ok: boolean }>(
  home: string,
  now: () => number,
  attempt: () => Promise<T>,
): Promise<T | Failed<'too-many-attempts' | 'vault-busy'>> {
  const made = await inTurn(home, async () => {
    const refused = await countAttempt(home, now());
    if (refused !== null) return refused;
    const result = await attempt();
    if (result.ok) await files.rm(attemptsPath(home), { force: true });
    return result;
  });
  return made ?? failure('vault-busy', 'Other Keyrail processes are unlocking this vault. Try again in a moment.');
}

/** Where no file can be made, on a full or read-only disk or in a folder of somebody else, attempts do not wait for each other: the owner is not kept out. */
async function inTurn<T>(home: string, work: () => Promise<T>): Promise<T | null> {
  let began = false;
  try {
    return await withFileLock(attemptsLockPath(home), TURN_WAIT_MS, () => {
      began = true;
      return work();
    });
  } catch (error) {
    if (began || !cannotWrite(error)) throw error;
    return work();
  }
}

async function countAttempt(home: string, nowMs: number): Promise<Failed<'too-many-attempts'> | null> {
  const before = await readAttempts(home);
  const waitMs = waitAfterFailuresMs(before.failures);
  const wentBack = nowMs < before.lastAtMs;
  const retryAfterMs = wentBack ? waitMs : before.lastAtMs + waitMs - nowMs;
  if (retryAfterMs > 0) {
    if (wentBack) await writeAttempts(home, { ...before, lastAtMs: nowMs });
    return failure(
      'too-many-attempts',
      `Too many wrong attempts. Wait ${Math.ceil(retryAfterMs / 1000)} seconds and try again.`,
      { retryAfterMs },
    );
  }
  await writeAttempts(home, { failures: before.failures + 1, lastAtMs: nowMs });
  return null;
}

async function readAttempts(home: string): Promise<Attempts> {
  try {
    const counted: unknown = JSON.parse(await files.readFile(attemptsPath(home), 'utf8'));
    if (isAttempts(counted)) return counted;
  } catch {
    // As where it is not there.
  }
  // Whoever can damage this file can also delete it; it slows people at the keyboard, Argon2id slows the others.
  return { failures: 0, lastAtMs: 0 };
}

/** No schema: loading one costs each `keyrail get`. */
function isAttempts(value: unknown): value is Attempts {
  if (typeof value !== 'object' || value === null) return false;
  const { failures, lastAtMs, ...others } = value as Record<string, unknown>;
  return (
    Number.isSafeInteger(failures) &&
    Number(failures) >= 0 &&
    Number(failures) <= MOST_FAILURES &&
    Number.isSafeInteger(lastAtMs) &&
    Object.keys(others).length === 0
  );
}

async function writeAttempts(home: string, counted: Attempts): Promise<void> {
  try {
    await writeFileAtomically(attemptsPath(home), JSON.stringify(counted));
  } catch (error) {
    // A full or read-only disk must not keep the owner out.
    if (!cannotWrite(error)) throw error;
  }
}

function cannotWrite(error: unknown): boolean {
  const code = storageFailure(error)?.error.code;
  return code === 'disk-full' || code === 'disk-read-only' || code === 'disk-error' || code === 'permission-denied';
}
