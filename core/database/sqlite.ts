import '../node-version.ts';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';

/** For Linux there are two builds, of which only the one for the system's C library loads. */
const BUILDS: Readonly<Record<string, readonly string[]>> = { linux: ['linux', 'linuxmusl'] };

let addon: object | null = null;

/**
 * Loads the native module in the next turn of the event loop: while something else is waited for (the keychain), its 2 ms cost no time.
 */
export function loadSqliteMeanwhile(): void {
  setImmediate(() => {
    try {
      addon ??= loadAddon();
    } catch {
      // Whoever opens a database is told.
    }
  });
}

/**
 * Opens a file with SQLite. The one way to do it, since it finds the native module: left to itself, the package asks Node for a report
 * on the whole process to tell which C library runs, which is 2 ms of each `keyrail get`.
 * @throws SqliteError; Error where no build of the native module loads here
 */
export function openSqlite(path: string, options: Sqlite.Options): Database {
  addon ??= loadAddon();
  // A loaded module is taken as well as a path (lib/binding.js), which @types/better-sqlite3 does not declare.
  return new Sqlite(path, { ...options, nativeBinding: addon as unknown as string });
}

function loadAddon(): object {
  const load = createRequire(import.meta.url);
  const folder = join(dirname(load.resolve('better-sqlite3/package.json')), 'prebuilds');
  let problem: unknown;
  for (const build of BUILDS[process.platform] ?? [process.platform]) {
    try {
      return load(join(folder, `${build}-${process.arch}.node`)) as object;
    } catch (error) {
      problem ??= error;
    }
  }
  throw problem;
}
