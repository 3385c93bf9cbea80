import type { Database } from 'better-sqlite3';
import { errorCode } from './storage-errors.ts';

export type Integrity = { readonly intact: true } | { readonly intact: false; readonly problems: readonly string[] };

/**
 * Reads every page (whose MACs are checked on the way) and looks for damage. `quick` leaves out comparing indexes with
 * their tables, which is most of the work. Problems name tables and pages, never content.
 */
export function checkIntegrity(db: Database, depth: 'quick' | 'full'): Integrity {
  const problems: string[] = [];
  try {
    const rows = db.pragma(depth === 'quick' ? 'quick_check(20)' : 'integrity_check(20)') as object[];
    problems.push(...rows.flatMap((row) => Object.values(row).map(String)).filter((text) => text !== 'ok'));
    const orphans = db.pragma('foreign_key_check') as { table: string }[];
    problems.push(...new Set(orphans.map(({ table }) => `rows of ${table} refer to rows that are not there`)));
  } catch (error) {
    // A page that cannot be read ends either look; what the first one found stands.
    problems.push(errorCode(error) ?? 'unreadable');
  }
  return problems.length === 0 ? { intact: true } : { intact: false, problems };
}
