import { errorCode } from './database/storage-errors.ts';

/** Whether a process of that id exists. After a restart of the machine it may be another one. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
