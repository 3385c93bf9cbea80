import type { Database } from 'better-sqlite3';

/** One step of the schema, in a file `NNNN-name.ts`, frozen once released. */
export type Migration = {
  readonly version: number;
  readonly name: string;
  readonly up: (db: Database) => void;
};

/** The schema version of an open database; 0 for an empty one. */
export function schemaVersion(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

/**
 * Applies what is missing, each step in a transaction of its own together with its version number.
 * @param beforeEach called before each step on a database that already has a schema; it makes the backup, and when it
 *   throws the step does not happen.
 * @throws RangeError for a database from a newer version: ask {@link schemaVersion} first
 */
export async function migrate(
  db: Database,
  migrations: readonly Migration[],
  beforeEach: (migration: Migration) => Promise<void>,
): Promise<void> {
  requireOrder(migrations);
  if (schemaVersion(db) > latestVersion(migrations)) throw new RangeError('The database is from a newer version');
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(db)) continue;
    if (schemaVersion(db) > 0) await beforeEach(migration);
    db.transaction(() => {
      // Another process may have been first; it held the write lock until now.
      if (schemaVersion(db) >= migration.version) return;
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
}

function requireOrder(migrations: readonly Migration[]): void {
  for (const [index, { version }] of migrations.entries()) {
    if (version !== index + 1) throw new RangeError('Migrations are numbered from 1 without gaps');
  }
}
