import type { Database } from 'better-sqlite3';

const PREFIX = 'rekey_block_';
const CHANGES = ['INSERT', 'UPDATE', 'DELETE'] as const;

const nameOf = (table: string, change: string): string => `${PREFIX}${table}_${change}`;
const textOf = (table: string, change: string): string =>
  `CREATE TRIGGER "${nameOf(table, change)}" BEFORE ${change} ON "${table}"
          BEGIN SELECT RAISE(ABORT, 'rekey-in-progress'); END`;

/**
 * Makes every change of the database fail, in every process that has it open and whenever it is opened: what is written
 * after the copy was taken would be lost. Triggers reach all of them, and outlive a crash as the pending header does.
 */
export function blockWrites(db: Database): void {
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite#_%' ESCAPE '#'`)
    .all() as { name: string }[];
  db.transaction(() => {
    for (const { name } of tables) {
      for (const change of CHANGES) {
        db.exec(textOf(name, change).replace('CREATE TRIGGER', 'CREATE TRIGGER IF NOT EXISTS'));
      }
    }
  }).immediate();
}

export function allowWrites(db: Database): void {
  const triggers = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all() as { name: string }[];
  db.transaction(() => {
    for (const { name } of triggers) if (name.startsWith(PREFIX)) db.exec(`DROP TRIGGER "${name}"`);
  }).immediate();
}

/** Whether a trigger is one of {@link blockWrites}, to the letter. */
export function isWriteBlock(name: string, table: string, sql: string): boolean {
  return CHANGES.some((change) => name === nameOf(table, change) && sql === textOf(table, change));
}
