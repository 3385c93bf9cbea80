import { expect, it } from 'vitest';
import { allowWrites, blockWrites } from './block-writes.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { migrate } from './migrations.ts';
import { hasOurSchema, KNOWN_SCHEMAS, madeSchema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

it('knows what every version of the schema is', () => {
  const made = MIGRATIONS.map(({ version }) => [String(version), madeSchema(MIGRATIONS, version)]);
  expect(Object.fromEntries(made)).toEqual(KNOWN_SCHEMAS);
});

it.each([
  ['a trigger', `CREATE TRIGGER t AFTER INSERT ON activity BEGIN DELETE FROM keys; END`],
  [
    'a trigger by the name of ours',
    `CREATE TRIGGER "rekey_block_keys_UPDATE" BEFORE UPDATE ON keys BEGIN SELECT 1; END`,
  ],
  ['a view', `CREATE VIEW v AS SELECT 1 AS a`],
  ['a table', 'CREATE TABLE extra (a)'],
  ['an index', 'CREATE INDEX extra ON keys (name)'],
  ['another table under its name', 'ALTER TABLE keys ADD COLUMN extra TEXT'],
  ['a table that is gone', 'DROP TABLE settings'],
])('notices %s ', async (_, change) => {
  const db = openSqlite(':memory:', {});
  await migrate(db, MIGRATIONS, async () => undefined);
  expect(hasOurSchema(db, MIGRATIONS)).toBe(true);
  db.exec(change);
  expect(hasOurSchema(db, MIGRATIONS)).toBe(false);
  db.close();
});

it('takes what a rotation of the vault key puts there for its time', async () => {
  const db = openSqlite(':memory:', {});
  await migrate(db, MIGRATIONS, async () => undefined);
  blockWrites(db);
  expect(hasOurSchema(db, MIGRATIONS)).toBe(true);
  expect(() => db.exec(`INSERT INTO settings (name, value) VALUES ('a', '1')`)).toThrow('rekey-in-progress');
  allowWrites(db);
  expect(hasOurSchema(db, MIGRATIONS)).toBe(true);
  db.close();
});
