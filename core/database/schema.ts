import { hash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { isWriteBlock } from './block-writes.ts';
import { type Migration, schemaVersion } from './migrations.ts';
import { openSqlite } from './sqlite.ts';

/**
 * SHA-256 of the schema that our migrations make, up to each version. A restored vault may come from anybody: triggers, views and
 * tables that are none of ours would work on what is written into it. The constants save the others a millisecond; the test holds them.
 */
export const KNOWN_SCHEMAS: Readonly<Record<number, string>> = {
  1: '166222ba1e0f32e1ebcc4669c63fc35a279d48b40e3ff15bed3cfc375ed7626d',
  2: 'fcbaf86efc978c57f6b28392b21eab483fa76e728c3fde38252f849f61e794ef',
  3: '28f2cb6497ff117457bb76fe83e41bf512b2845e0d884ec1ae7c88fea867febf',
  4: 'c3d89d1e3f0e759b3f1e5d5012067121dfbe4a92fa2d93fbcf99014ed954346e',
  5: 'bef47676dd3586693463f16e3ebf922fc890c9c47bef811d54ddcd164bcd128b',
  6: 'd8ba918a92f73a9e487e0ddb49e87146af22f9c4edaca9085a5c1cdb0686fbbc',
  7: 'df0417f6ce56258e954b500cab376613762dacfabc38c290f7d84e6145cf86a4',
  8: '667c81b091d1445f664ae585c3b5f0e1730c5b01e211b5cf60140f83b75d1538',
};

/** Whether an open database has exactly the schema that the migrations make up to its version. */
export function hasOurSchema(db: Database, migrations: readonly Migration[]): boolean {
  const version = schemaVersion(db);
  if (KNOWN_SCHEMAS[version] === schemaHash(db)) return true;
  return withoutWriteBlocks(rowsOf(db)) === withoutWriteBlocks(schemaRows(migrations, version));
}

/** The hash of a schema that is made now, in memory. */
export function madeSchema(migrations: readonly Migration[], version: number): string {
  return inMemory(migrations, version, schemaHash);
}

function schemaRows(migrations: readonly Migration[], version: number): SchemaRow[] {
  return inMemory(migrations, version, rowsOf);
}

function inMemory<T>(migrations: readonly Migration[], version: number, read: (made: Database) => T): T {
  const made = openSqlite(':memory:', {});
  try {
    for (const migration of migrations) if (migration.version <= version) migration.up(made);
    return read(made);
  } finally {
    made.close();
  }
}

/** Everything that has a text: not what SQLite makes for itself. */
const OURS = `sql IS NOT NULL AND NOT (type = 'table' AND name GLOB 'sqlite_*') ORDER BY type, name`;
type SchemaRow = [type: string, name: string, table: string, sql: string];

/** In one string, which SQLite makes faster than we could: every `keyrail get` waits for it. Quoted, so that it has one reading. */
function schemaHash(db: Database): string {
  const text = db
    .prepare(`SELECT group_concat(row, ',') FROM (
      SELECT quote(type) || quote(name) || quote(tbl_name) || quote(sql) AS row FROM sqlite_schema WHERE ${OURS})`)
    .pluck()
    .get() as string | null;
  return hash('sha256', text ?? '');
}

function rowsOf(db: Database): SchemaRow[] {
  return db.prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE ${OURS}`).raw().all() as SchemaRow[];
}

/** What stands there while the vault key is rotated is no part of the schema. */
function withoutWriteBlocks(rows: readonly SchemaRow[]): string {
  return JSON.stringify(
    rows.filter(([type, name, table, sql]) => !(type === 'trigger' && isWriteBlock(name, table, sql))),
  );
}
