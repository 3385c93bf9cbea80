import type { Database } from 'better-sqlite3';

/** How a person wants a connection synced. Frozen once released. */
export const version = 3;
export const name = 'connection-way';

export function up(db: Database): void {
  // 'api' or 'dashboard'; NULL: as the provider's definition has it.
  db.exec('ALTER TABLE connections ADD COLUMN way TEXT');
}
