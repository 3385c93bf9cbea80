import { readFile, rm } from 'node:fs/promises';
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
  return { endedUncleanly, remove: () => rm(path, { force: true }) };
}

async function leftByDeadProcess(path: string): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  try {
    const { pid } = marker.parse(JSON.parse(text));
    return pid !== process.pid && !isAlive(pid);
  } catch {
    return true;
  }
}
