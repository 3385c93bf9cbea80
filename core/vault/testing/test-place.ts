import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KdfPolicy } from '../../crypto/passphrase.ts';
import { MemoryKeychain } from '../../keychain/memory-keychain.ts';
import type { VaultSession } from '../session.ts';
import { type Reseal, type VaultPlace, vaultPlace } from '../vault-place.ts';

/** Argon2id at its cheapest, for tests that derive many keys. The product's bounds are tested with its own policy. */
const CHEAP = { memoryKiB: 8, passes: 1, parallelism: 1 };
export const CHEAP_KDF: KdfPolicy = {
  fresh: CHEAP,
  minimum: CHEAP,
  maximum: { memoryKiB: 1024, passes: 4, parallelism: 4 },
};

/** A value that looks real and is made up. */
export const CANARY = 'sk_live_CANARY51H8nmadeUpForTests0000';

export function temporaryHome(): { home: string; remove: () => void } {
  const home = mkdtempSync(join(tmpdir(), 'keyrail-vault-'));
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

export function testPlace(home: string, given: Partial<VaultPlace> = {}): VaultPlace {
  return vaultPlace({ home, keychain: new MemoryKeychain(), reseal: resealMeta, kdf: CHEAP_KDF, ...given });
}

const NAME_PREFIX = 'note-';

/** Keeps a sealed value in the database, as a row of `meta`: enough of a store for the vault's own tests. */
export function putNote(session: VaultSession, name: string, text: string): void {
  const row = NAME_PREFIX + name;
  const value = Buffer.from(text, 'utf8');
  session.db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)').run(row, session.seal(row, row, value));
  session.db
    .prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
    .run(`fingerprint-${name}`, session.fingerprint(value));
}

export function readNotes(session: VaultSession): Record<string, string> {
  const rows = session.db
    .prepare(`SELECT name, value FROM meta WHERE name LIKE '${NAME_PREFIX}%' ORDER BY name`)
    .all() as { name: string; value: Buffer }[];
  return Object.fromEntries(
    rows.map(({ name, value }) => [name.slice(NAME_PREFIX.length), session.open(name, name, value).toString('utf8')]),
  );
}

/** True where every note's fingerprint is of this session's keys. */
export function fingerprintsFit(session: VaultSession): boolean {
  return Object.entries(readNotes(session)).every(([name, text]) => {
    const row = session.db.prepare('SELECT value FROM meta WHERE name = ?').get(`fingerprint-${name}`) as {
      value: Buffer;
    };
    return row.value.equals(session.fingerprint(Buffer.from(text, 'utf8')));
  });
}

const resealMeta: Reseal = (old, fresh) => {
  const rows = fresh.db.prepare(`SELECT name, value FROM meta WHERE name LIKE '${NAME_PREFIX}%'`).all() as {
    name: string;
    value: Buffer;
  }[];
  for (const { name, value } of rows) {
    putNote(fresh, name.slice(NAME_PREFIX.length), old.open(name, name, value).toString('utf8'));
  }
};

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
