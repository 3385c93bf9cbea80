import { promises as files } from 'node:fs';
import { type Failed, failure } from '#shared/contract/result.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { attemptsPath } from './paths.ts';

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

/**
 * Counts an attempt before it is made, so that ending the process does not undo it, or refuses it with how long to wait.
 * A clock that was set back starts the wait anew, so nobody waits longer than the longest wait.
 */
export async function beginAttempt(home: string, nowMs: number): Promise<Failed<'too-many-attempts'> | null> {
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

/** The attempt was right: nobody waits any more. */
export async function forgetAttempts(home: string): Promise<void> {
  await files.rm(attemptsPath(home), { force: true });
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
    // A full disk must not keep the owner out.
    if (storageFailure(error)?.error.code !== 'disk-full') throw error;
  }
}
