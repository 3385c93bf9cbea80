import type { Database } from 'better-sqlite3';
import type { SlotKind } from '#shared/domain/vault.ts';
import { fingerprint } from '../crypto/fingerprint.ts';
import { mac } from '../crypto/mac.ts';
import { openValue, sealValue } from '../crypto/sealed-value.ts';
import { VaultError } from './vault-error.ts';
import type { VaultKeys } from './vault-keys.ts';

let readKeys: (session: VaultSession) => VaultKeys;

/**
 * An unlocked vault. Everything fails with {@link VaultError} `vault-locked` after {@link VaultSession.lock}.
 */
export class VaultSession {
  readonly vaultId: string;
  /** The data directory. */
  readonly home: string;
  readonly unlockedBy: SlotKind;
  /** The database's file name inside `home`; it changes when the vault key is rotated. */
  readonly databaseName: string;
  readonly #keys: VaultKeys;
  readonly #db: Database;
  #locked = false;

  static {
    readKeys = (session) => session.#keys;
  }

  /** @param place.db takes over the connection, which {@link lock} closes, and the keys, which it wipes */
  constructor(place: {
    home: string;
    unlockedBy: SlotKind;
    databaseName: string;
    keys: VaultKeys;
    db: Database;
  }) {
    this.vaultId = place.keys.vaultId;
    this.home = place.home;
    this.unlockedBy = place.unlockedBy;
    this.databaseName = place.databaseName;
    this.#keys = place.keys;
    this.#db = place.db;
  }

  get locked(): boolean {
    return this.#locked;
  }

  get db(): Database {
    if (this.#locked) throw new VaultError('vault-locked', 'The vault is locked. Unlock it and try again.');
    return this.#db;
  }

  /** A value sealed for one version of one key; the format is in core/crypto/sealed-value.ts. */
  seal(keyId: string, versionId: string, value: Uint8Array): Buffer {
    return sealValue(this.#keys.for('values'), { vaultId: this.vaultId, keyId, versionId }, value);
  }

  /**
   * The value of one version of one key. Wipe it after use.
   * @throws VaultError `vault-damaged` where the sealed bytes were changed or belong to another version
   */
  open(keyId: string, versionId: string, sealed: Uint8Array): Buffer {
    return openVersionValue(this.#keys, keyId, versionId, sealed);
  }

  /** 32 bytes that are equal for equal values of this vault. */
  fingerprint(value: Uint8Array): Buffer {
    return fingerprint(this.#keys.for('fingerprints'), value);
  }

  /** The MAC (32 bytes) that links an activity entry to the one before it. */
  activityMac(bytes: Uint8Array): Buffer {
    return mac(this.#keys.for('activity'), bytes);
  }

  /** Wipes the keys and closes the database. What runs in another process goes on. Safe to call again. */
  lock(): void {
    if (this.#locked) return;
    this.#locked = true;
    this.#keys.wipe();
    // The last connection to close writes the WAL into the database and removes it.
    this.#db.close();
  }
}

/** Gives core/vault, and nothing else, the keys of a session: to wrap the vault key for a new slot. */
export function keysOf(session: VaultSession): VaultKeys {
  return readKeys(session);
}

/** As {@link VaultSession.open}, with keys that are in no session. */
export function openVersionValue(keys: VaultKeys, keyId: string, versionId: string, sealed: Uint8Array): Buffer {
  const value = openValue(keys.for('values'), { vaultId: keys.vaultId, keyId, versionId }, sealed);
  if (value === null) {
    throw new VaultError(
      'vault-damaged',
      'A sealed value does not open: it was damaged, or copied from another key. Restore a backup to get it back.',
    );
  }
  return value;
}
