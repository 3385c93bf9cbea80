import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import { type CalendarEvent, icsOf } from './calendar.ts';

/** Of what a folder holds, only what we put there is ours to take away. */
const OURS = /^keyrail-[0-9a-f]{32}\.ics$/;
const STAMPED = /^DTSTAMP:.*\r$/m;

/**
 * Writes events to a file, or, where the path is a folder, each to a file of its own, as calendar programs keep them. In a
 * folder, files of events that have not changed stay as they are, those of events that are gone are removed, and files of
 * others are left alone.
 * @param now milliseconds: when it is written
 */
export async function writeCalendar(
  path: string,
  events: readonly CalendarEvent[],
  now: number,
): Promise<Result<{ folder: boolean }, 'file-not-found' | 'permission-denied'>> {
  try {
    const folder = (await kindOf(path)) === 'folder';
    if (folder) await writeFolder(path, events, now);
    else await writeFileAtomically(path, icsOf(events, now));
    return success({ folder });
  } catch (error) {
    switch (errorCode(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        return failure('file-not-found', `There is no folder ${dirname(path)}. Make it first, or name another place.`);
      case 'EACCES':
      case 'EPERM':
        return failure('permission-denied', `${path} may not be written to. Name another place for the calendar.`);
      default:
        throw error;
    }
  }
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'file';
    throw error;
  }
}

async function writeFolder(folder: string, events: readonly CalendarEvent[], now: number): Promise<void> {
  const before = new Set((await readdir(folder)).filter((name) => OURS.test(name)));
  for (const event of events) {
    const name = `keyrail-${event.uid.slice(0, 32)}.ics`;
    const text = icsOf([event], now);
    const isSame =
      before.delete(name) && withoutStamp(await readFile(join(folder, name), 'utf8')) === withoutStamp(text);
    // A program that watches the folder would take every file for changed.
    if (!isSame) await writeFileAtomically(join(folder, name), text);
  }
  for (const name of before) await rm(join(folder, name), { force: true });
}

function withoutStamp(text: string): string {
  return text.replace(STAMPED, '');
}
