import { readFile, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { z } from 'zod';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import { isAlive } from '../process-alive.ts';
import { runningPath } from './paths.ts';

const marker = z.strictObject({ pid: z.number().int().positive(), startedAtMs: z.number().int() });

export type RunningMarker = {
  /** The process that wrote the marker before this one did not remove it: check the database's integrity. */
  readonly endedUncleanly: boolean;
  /** Call it when this process ends well. */
  readonly remove: () => Promise<void>;
};

/** Notes that a long-running process works with the vault. Short ones leave the marker alone. */
export async function markRunning(home: string, nowMs: number): Promise<RunningMarker> {
  const path = runningPath(home);
  const endedUncleanly = await leftByDeadProcess(path);
  await writeFileAtomically(path, JSON.stringify({ pid: process.pid, startedAtMs: nowMs }));
  return { endedUncleanly, remove: () => removeOwn(path) };
}

/** The marker of a process that has opened the vault since is that one's to remove: it says who tells of what is due. */
async function removeOwn(path: string): Promise<void> {
  const read = await readMarker(path);
  if (read === null || (read !== 'unreadable' && read.pid !== process.pid)) return;
  await rm(path, { force: true });
}

/** Whether another long-running process has the vault open now. Its id may have gone to a stranger when the machine started. */
export async function runsElsewhere(home: string, nowMs: number): Promise<boolean> {
  const read = await readMarker(runningPath(home));
  if (read === null || read === 'unreadable') return false;
  const isFromThisStart = read.startedAtMs >= nowMs - uptime() * 1_000;
  return read.pid !== process.pid && isFromThisStart && isAlive(read.pid);
}

async function leftByDeadProcess(path: string): Promise<boolean> {
  const read = await readMarker(path);
  if (read === null) return false;
  return read === 'unreadable' || (read.pid !== process.pid && !isAlive(read.pid));
}

/** Null where there is none. */
async function readMarker(path: string): Promise<z.output<typeof marker> | 'unreadable' | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return marker.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}
