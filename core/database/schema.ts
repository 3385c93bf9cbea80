import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { isWriteBlock } from './block-writes.ts';
import { type Migration, schemaVersion } from './migrations.ts';
import { openSqlite } from './sqlite.ts';

/**
 * SHA-256 of the schema that our migrations make, up to each version. A restored vault may come from anybody: triggers, views and
 * tables that are none of ours would work on what is written into it. The constants save the others a millisecond; the test holds them.
 */
export const KNOWN_SCHEMAS: Readonly<Record<number, string>> = {
  1: '4f275da5947772bbf21e286011c15c1e8ad856f91db065dfe710708441b54570',
  2: 'acffe3826317419bac1427f9ad86765818454612a4076792629f26c8f63d87e4',
  3: '867099585671c993b711e60b9a536c89730c525c687d38b2be2794225ad21c7d',
  4: '7e842f82e57e3634f01276bc38c3ecb7b848d150724e9e836da492cbd70587e5',
  5: '7ff30882b860a2bd707ca840727effbe3d70d7d66ce4dc8cca6426990c8be062',
  6: '3283d651bdd122a7d0fe6d2b35f1feb0149274b6c442d1667da7a5cebd5fbf98',
  7: 'c47c9c8b310b1891b7cbd0bd6e175fb703d78fce6edd9167820048d95afbda0b',
  8: '30a367a236f682eb73320eaa439a59941cbd95dc6ca3afc9771fab17b2b5859a',
};

/** Whether an open database has exactly the schema that the migrations make up to its version. */
export function hasOurSchema(db: Database, migrations: readonly Migration[]): boolean {
  const version = schemaVersion(db);
  const found = schemaHash(db);
  if (KNOWN_SCHEMAS[version] === found) return true;
  return found === madeSchema(migrations, version);
}

/** The hash of a schema that is made now, in memory. */
export function madeSchema(migrations: readonly Migration[], version: number): string {
  const made = openSqlite(':memory:', {});
  try {
    for (const migration of migrations) if (migration.version <= version) migration.up(made);
    return schemaHash(made);
  } finally {
    made.close();
  }
}

/** Over everything that has a text: not what SQLite makes for itself, and not what stands there while the vault key is rotated. */
function schemaHash(db: Database): string {
  const rows = db
    .prepare(`SELECT type, name, tbl_name, sql FROM sqlite_schema
      WHERE sql IS NOT NULL AND NOT (type = 'table' AND name GLOB 'sqlite_*') ORDER BY type, name`)
    .raw()
    .all() as [type: string, name: string, table: string, sql: string][];
  const ours = rows.filter(([type, name, table, sql]) => !(type === 'trigger' && isWriteBlock(name, table, sql)));
  return createHash('sha256').update(JSON.stringify(ours)).digest('hex');
}
