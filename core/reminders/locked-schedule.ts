import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AEAD_KEY_BYTES, open, seal } from '../crypto/aead.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { readHeader } from '../vault/header.ts';
import { runsElsewhere } from '../vault/running-marker.ts';
import { withVaultLock } from '../vault/vault-lock.ts';

/**
 * What is told while the vault is locked, in a file that opens without it. It holds instants, how many things were due when
 * it was written, and tags by which an unlocked vault knows what was told meanwhile. A tag is a keyed hash: without the
 * vault key it says nothing, and there is neither a name nor an id. The file is sealed under a key of its own in the
 * keychain; where there is no keychain, there is no file either, and only this process knows it, until it ends.
 */
export type LockedSchedule = {
  /** How many things were due when it was written. */
  readonly due: number;
  /** In the order of their times. */
  readonly entries: readonly LockedEntry[];
  /** Tags of what was told while the vault was locked. */
  readonly told: readonly string[];
};

/** One time at which somebody is told of one thing. */
export type LockedEntry = {
  /** Milliseconds. */
  readonly at: number;
  readonly tag: string;
  /** The same for every time of one thing, by which things are counted. */
  readonly subject: string;
};

const EMPTY: LockedSchedule = { due: 0, entries: [], told: [] };
const KEY_PREFIX = 'v1:';
/** How long another process may take that tells of the same. */
const WAIT_MS = 2_000;

export const lockedSchedulePath = (home: string): string => join(home, 'reminders.sealed');

/** The schedule of one data directory. What cannot be read counts as empty: it is written anew with the next look. */
export class LockedScheduleFile {
  readonly #home: string;
  readonly #keychain: Keychain;
  #key: { readonly vaultId: string; readonly bytes: Buffer } | null = null;
  #memory: LockedSchedule = EMPTY;
  #written = '';

  constructor(home: string, keychain: Keychain) {
    this.#home = home;
    this.#keychain = keychain;
  }

  /** Replaces it, where it differs; what was told is forgotten with it, so take that over first, see {@link takeTold}. */
  async write(vaultId: string, schedule: Omit<LockedSchedule, 'told'>): Promise<void> {
    const whole: LockedSchedule = { ...schedule, told: [] };
    this.#memory = whole;
    const text = JSON.stringify(whole);
    if (text === this.#written) return;
    const key = await this.#keyOf(vaultId, true);
    if (key === null) return;
    await writeFileAtomically(lockedSchedulePath(this.#home), sealed(key, vaultId, whole));
    this.#written = text;
  }

  /** What was told while the vault was locked, by whichever process. */
  async takeTold(vaultId: string): Promise<readonly string[]> {
    const stored = await this.#read(vaultId);
    return [...new Set([...this.#memory.told, ...(stored?.told ?? [])])];
  }

  /**
   * What is to be told now, which is noted as told before this answers: of several processes only one gets it.
   * @returns how many things are new, how many are due in all, and when the next one comes; null where nothing is known of
   *   the vault, and where another process has it open and tells of them by their names
   */
  async claim(now: number): Promise<{ fresh: number; due: number; nextAt: number } | null> {
    const header = await readHeader(this.#home);
    if (!header.ok || (await runsElsewhere(this.#home, now))) return null;
    const { vaultId } = header.value;
    return withVaultLock(this.#home, WAIT_MS, async () => {
      const stored = await this.#read(vaultId);
      const schedule = stored ?? this.#memory;
      const told = new Set([...schedule.told, ...this.#memory.told]);
      const reached = schedule.entries.filter(({ at }) => at <= now);
      const fresh = reached.filter(({ tag }) => !told.has(tag));
      const subjects = (entries: readonly LockedEntry[]): number => new Set(entries.map(({ subject }) => subject)).size;
      if (fresh.length > 0) {
        const next = { ...schedule, told: [...told, ...fresh.map(({ tag }) => tag)] };
        this.#memory = next;
        const key = stored === null ? null : await this.#keyOf(vaultId, false);
        if (key !== null) {
          await writeFileAtomically(lockedSchedulePath(this.#home), sealed(key, vaultId, next));
          this.#written = '';
        }
      }
      const nextAt = schedule.entries.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY;
      return { fresh: subjects(fresh), due: schedule.due + subjects(reached), nextAt };
    });
  }

  /** Wipes the key from memory; the schedule has nothing to hide from this process. */
  close(): void {
    wipe(this.#key?.bytes);
    this.#key = null;
  }

  async #read(vaultId: string): Promise<LockedSchedule | null> {
    let bytes: Buffer;
    try {
      bytes = await readFile(lockedSchedulePath(this.#home));
    } catch (error) {
      if (errorCode(error) === null) throw error;
      return null;
    }
    const key = await this.#keyOf(vaultId, false);
    const text = key === null ? null : open(key, bytes, associatedData(vaultId));
    return text === null ? null : parsed(text.toString('utf8'));
  }

  async #keyOf(vaultId: string, make: boolean): Promise<Buffer | null> {
    if (this.#key?.vaultId === vaultId) return this.#key.bytes;
    const account = `${vaultId}/reminders`;
    const entry = await this.#keychain.get(account);
    if (!entry.ok) return null;
    const kept: Buffer = Buffer.from(entry.value?.slice(KEY_PREFIX.length) ?? '', 'base64');
    const isOurs = entry.value?.startsWith(KEY_PREFIX) === true && kept.length === AEAD_KEY_BYTES;
    if (!isOurs && !make) return null;
    const bytes = isOurs ? kept : randomSecret(AEAD_KEY_BYTES);
    if (!isOurs) {
      const stored = await this.#keychain.set(account, KEY_PREFIX + bytes.toString('base64'));
      if (!stored.ok) {
        // A file that nothing opens any more would only lie about.
        await rm(lockedSchedulePath(this.#home), { force: true });
        return null;
      }
    }
    this.#key = { vaultId, bytes };
    return bytes;
  }
}

function sealed(key: Buffer, vaultId: string, schedule: LockedSchedule): Buffer {
  return seal(key, Buffer.from(JSON.stringify(schedule), 'utf8'), associatedData(vaultId));
}

function associatedData(vaultId: string): Buffer {
  return Buffer.from(`keyrail locked schedule 1 ${vaultId}`, 'utf8');
}

/** Null for anything that this version did not write. */
function parsed(text: string): LockedSchedule | null {
  const { due, entries, told } = JSON.parse(text) as Partial<LockedSchedule>;
  return typeof due === 'number' && Array.isArray(entries) && Array.isArray(told) ? { due, entries, told } : null;
}
