import type { Database } from 'better-sqlite3';

export type Integrity = { readonly intact: true } | { readonly intact: false; readonly problems: readonly string[] };

/**
 * Reads every page (whose MACs are checked on the way) and looks for damage. `quick` leaves out comparing indexes with
 * their tables, which is most of the work. Problems name tables and pages, never content.
 */
export function checkIntegrity(db: Database, depth: 'quick' | 'full'): Integrity {
  let rows: readonly unknown[];
  try {
    rows = db.pragma(depth === 'quick' ? 'quick_check(20)' : 'integrity_check(20)', { simple: false }) as unknown[];
  } catch (error) {
    return { intact: false, problems: [error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'] };
  }
  const problems = rows.flatMap((row) => Object.values(row as object).map(String)).filter((text) => text !== 'ok');
  const orphans = db.pragma('foreign_key_check') as { table: string }[];
  problems.push(...new Set(orphans.map(({ table }) => `rows of ${table} refer to rows that are not there`)));
  return problems.length === 0 ? { intact: true } : { intact: false, problems };
}
