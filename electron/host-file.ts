import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import type { Log } from '#core/log.ts';

/** Larger than any of these files can honestly be. */
const MOST_BYTES = 65_536;

/** One small JSON file that the host remembers something in. It is a convenience: losing it loses nothing. */
export type HostFile<T> = Readonly<{
  /** Null where the file is missing or not what it should be. */
  read: () => T | null;
  /** Whole or not at all. A failure (full or read-only disk) is logged and forgotten. */
  write: (value: T) => void;
}>;

/** @param path absolute; its folder exists */
export function createHostFile<T>(path: string, schema: z.ZodType<T>, log: Log): HostFile<T> {
  return {
    read: () => {
      try {
        if (statSync(path).size > MOST_BYTES) return null;
        const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
        return parsed.success ? parsed.data : null;
      } catch {
        return null;
      }
    },
    write: (value) => {
      const temporary = `${path}.${process.pid}.tmp`;
      try {
        writeFileSync(temporary, `${JSON.stringify(value)}\n`, { mode: 0o600 });
        renameSync(temporary, path);
      } catch (error) {
        log.error('host-file-not-written', error);
        rmSync(temporary, { force: true });
      }
    },
  };
}
