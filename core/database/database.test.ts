import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from './atomic-file.ts';
import { mendPermissions, permissionProblems } from './file-permissions.ts';
import { checkIntegrity } from './integrity.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { type Migration, migrate, schemaVersion } from './migrations.ts';
import { changeDatabaseKey, openDatabase, openDatabaseCopy } from './open-database.ts';

const KEY = Buffer.alloc(32, 5);
const OTHER_KEY = Buffer.alloc(32, 6);

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keyrail-database-'));
  path = join(directory, 'test.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('an encrypted database', () => {
  it('opens with its key only, and no error names a key', () => {
    const db = openDatabase(path, KEY, { create: true });
    db.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    db.close();
    let thrown: unknown;
    try {
      openDatabase(path, OTHER_KEY, { create: false });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'SQLITE_NOTADB' });
    expect(String(thrown instanceof Error ? thrown.stack : thrown)).not.toContain('0606');
    const again = openDatabase(path, KEY, { create: false });
    expect(again.prepare('SELECT a FROM t').get()).toEqual({ a: 1 });
    again.close();
    expect(() => openDatabase(join(directory, 'none.db'), KEY, { create: false })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SQLITE_CANTOPEN/) }),
    );
  });

  it('has the settings that its promises rest on', () => {
    openDatabase(path, KEY, { create: true }).close();
    // Opened again: the build's default for a database that is in WAL mode is another one than for a new database.
    const db = openDatabase(path, KEY, { create: false });
    db.prepare('SELECT * FROM sqlite_schema').all();
    const read = (name: string) => db.pragma(name, { simple: true });
    expect([
      read('cipher'),
      read('journal_mode'),
      read('synchronous'),
      read('foreign_keys'),
      read('secure_delete'),
      read('temp_store'),
      read('trusted_schema'),
      read('busy_timeout'),
    ]).toEqual(['sqlcipher', 'wal', 2, 1, 1, 2, 0, 5000]);
    db.close();
  });

  it('leaves nothing in the clear in database, WAL or journal, and nothing of the old key after a change', () => {
    const db = openDatabase(path, KEY, { create: true });
    db.exec(`CREATE TABLE planted_table (a); INSERT INTO planted_table VALUES ('planted-value')`);
    const wal = readFileSync(`${path}-wal`);
    expect(wal.length).toBeGreaterThan(4096);
    expect(wal.includes('planted')).toBe(false);
    const copy = join(directory, 'copy.db');
    db.prepare('VACUUM INTO ?').run(copy);
    db.close();
    const opened = openDatabaseCopy(copy, KEY, { readonly: false });
    changeDatabaseKey(opened, OTHER_KEY);
    opened.close();
    for (const name of readdirSync(directory))
      expect(readFileSync(join(directory, name)).includes('planted')).toBe(false);
    expect(() => openDatabaseCopy(copy, KEY, { readonly: true })).toThrow();
    const fresh = openDatabase(copy, OTHER_KEY, { create: false });
    expect(fresh.prepare('SELECT a FROM planted_table').get()).toEqual({ a: 'planted-value' });
    fresh.close();
  });

  it('is found damaged wherever a page was changed', () => {
    const db = openDatabase(path, KEY, { create: true });
    db.exec('CREATE TABLE t (a); CREATE INDEX i ON t (a)');
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    db.transaction(() => {
      for (let i = 0; i < 2000; i += 1) insert.run(`row ${i}`.padEnd(50));
    })();
    expect(checkIntegrity(db, 'full')).toEqual({ intact: true });
    db.close();
    const good = readFileSync(path);
    for (let page = 1; page < good.length / 4096; page += 1) {
      const bad = Buffer.from(good);
      bad[page * 4096 + 1000] = (bad[page * 4096 + 1000] ?? 0) ^ 1;
      writeFileSync(path, bad);
      const opened = openDatabase(path, KEY, { create: false });
      expect(checkIntegrity(opened, 'quick').intact, `page ${page}`).toBe(false);
      opened.close();
    }
  });
});

describe('migrations', () => {
  const first: Migration = { version: 1, name: 'first', up: (db) => void db.exec('CREATE TABLE a (x)') };
  const second: Migration = { version: 2, name: 'second', up: (db) => void db.exec('CREATE TABLE b (x)') };
  const broken: Migration = {
    version: 3,
    name: 'broken',
    up: (db) => {
      db.exec('CREATE TABLE c (x)');
      throw new Error('half way');
    },
  };

  it('apply each step once, with a call before each on a database that has a schema', async () => {
    const db = openDatabase(path, KEY, { create: true });
    const before: string[] = [];
    const note = async ({ name }: Migration) => void before.push(name);
    await migrate(db, [first], note);
    expect([schemaVersion(db), before]).toEqual([1, []]);
    await migrate(db, [first, second], note);
    await migrate(db, [first, second], note);
    expect([schemaVersion(db), before]).toEqual([2, ['second']]);
    db.close();
  });

  it('leave a step undone that fails, or whose backup fails', async () => {
    const db = openDatabase(path, KEY, { create: true });
    await migrate(db, [first, second], async () => undefined);
    await expect(migrate(db, [first, second, broken], async () => undefined)).rejects.toThrow('half way');
    expect(schemaVersion(db)).toBe(2);
    expect(db.prepare(`SELECT count(*) AS n FROM sqlite_schema WHERE name = 'c'`).get()).toEqual({ n: 0 });
    const third: Migration = { version: 3, name: 'third', up: (x) => void x.exec('CREATE TABLE d (x)') };
    await expect(
      migrate(db, [first, second, third], async () => {
        throw new Error('no room for the backup');
      }),
    ).rejects.toThrow('no room');
    expect(schemaVersion(db)).toBe(2);
    db.close();
  });

  it('refuse a newer database and gaps in their own numbers', async () => {
    const db = openDatabase(path, KEY, { create: true });
    await migrate(db, [first, second], async () => undefined);
    await expect(migrate(db, [first], async () => undefined)).rejects.toThrow(RangeError);
    await expect(migrate(db, [second], async () => undefined)).rejects.toThrow(RangeError);
    db.close();
  });

  it('0001 makes a schema in which every reference and index is sound', async () => {
    const db = openDatabase(path, KEY, { create: true });
    await migrate(db, MIGRATIONS.slice(0, 1), async () => undefined);
    expect(checkIntegrity(db, 'full')).toEqual({ intact: true });
    const insert = db.prepare('INSERT INTO projects (id, name, position, added_at, updated_at) VALUES (?, ?, 0, 0, 0)');
    insert.run('1', 'Shop');
    expect(() => insert.run('2', 'SHOP')).toThrow(expect.objectContaining({ code: 'SQLITE_CONSTRAINT_UNIQUE' }));
    expect(() => db.exec(`INSERT INTO environments VALUES ('1', 'none', 'ci', 0, 0, 0, 0, 0)`)).toThrow(
      expect.objectContaining({ code: 'SQLITE_CONSTRAINT_FOREIGNKEY' }),
    );
    db.close();
  });
});

describe('files', () => {
  it('are replaced whole, and a failure leaves no temporary file', async () => {
    const file = join(directory, 'file');
    await writeFileAtomically(file, 'one');
    await writeFileAtomically(file, 'two');
    expect(readFileSync(file, 'utf8')).toBe('two');
    mkdirSync(join(directory, 'taken', 'by'), { recursive: true });
    await expect(writeFileAtomically(join(directory, 'taken'), 'x')).rejects.toThrow();
    expect(readdirSync(directory).sort()).toEqual(['file', 'taken']);
  });

  it('that others may read are found and mended', async ({ skip }) => {
    skip(process.platform === 'win32', 'not on Windows');
    chmodSync(directory, 0o700);
    const file = join(directory, 'file');
    await writeFileAtomically(file, 'one');
    expect(await permissionProblems(directory)).toEqual([]);
    chmodSync(file, 0o644);
    const problems = await permissionProblems(directory);
    expect(problems).toEqual([{ path: file, mode: 0o644, wanted: 0o600, what: 'open' }]);
    await mendPermissions(problems);
    expect(await permissionProblems(directory)).toEqual([]);
    expect(await permissionProblems(join(directory, 'none'))).toEqual([]);
  });

  it('tell of what only others may write, or nobody, and not of the profiles of a browser', async ({ skip }) => {
    skip(process.platform === 'win32', 'Windows has no file modes');
    const file = join(directory, 'vault-1.db-wal');
    writeFileSync(file, '', { mode: 0o400 });
    mkdirSync(join(directory, 'host', 'profile'), { recursive: true, mode: 0o700 });
    writeFileSync(join(directory, 'host', 'profile', 'Cookies'), '', { mode: 0o644 });
    symlinkSync('/nonexistent', join(directory, 'host', 'SingletonLock'));
    chmodSync(directory, 0o500);
    const problems = await permissionProblems(directory);
    expect(problems.map(({ path, what }) => [path, what])).toEqual([
      [directory, 'closed'],
      [file, 'closed'],
    ]);
    expect(await mendPermissions(problems)).toEqual(problems);
    expect(await permissionProblems(directory)).toEqual([]);
  });

  it('tell of files of another user', async ({ skip }) => {
    skip(process.getuid?.() !== 0, 'only root can give a file away');
    const file = join(directory, 'vault-1.db');
    writeFileSync(file, '', { mode: 0o600 });
    chownSync(file, 12345, 12345);
    const problems = await permissionProblems(directory);
    expect(problems).toMatchObject([{ path: file, what: 'foreign' }]);
    expect(await mendPermissions(problems)).toEqual([]);
  });
});
