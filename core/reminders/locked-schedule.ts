import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AEAD_KEY_BYTES, open, seal } from '../crypto/aead.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import type { Keychain } from '../keychain/keychain.ts';
import { readHeader } from '../vault/header.ts';
import { runsElsewhere } from '../vault/running-marker.ts';
import { withVaultLock } from '../vault/vault-lock.ts';
import { isQuiet, type QuietTimes } from './telling-times.ts';
import type { ZoneClock } from './zone-clock.ts';

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
  readonly isKey: boolean;
  /** Whether it is one more that is due from then on. */
  readonly adds: boolean;
  /** Minutes of the day in which it does not ring, as in a policy. */
  readonly quiet: QuietTimes['quietHours'];
};

/** What a look at a locked vault found. */
export type LockedLook = {
  /** How many things are new, and whether all of them are keys. */
  readonly fresh: number;
  readonly areKeys: boolean;
  /** How many are due in all. */
  readonly due: number;
  /** When the next one comes, milliseconds; infinite where none does. */
  readonly nextAt: number;
  /** Takes back that they were told, where the desktop could not show it. */
  readonly giveBack: () => Promise<void>;
};

const EMPTY: LockedSchedule = { due: 0, entries: [], told: [] };
const KEY_PREFIX = 'v1:';
/** How long another process may take that tells of the same. */
const WAIT_MS = 2_000;
/** A keychain may be waiting for somebody who is not there; nothing else waits for it. */
const KEYCHAIN_ANSWERS_WITHIN_MS = 10_000;
/** While something waits for the end of the quiet hours. */
const LOOK_AGAIN_MS = 60_000;

export const lockedSchedulePath = (home: string): string => join(home, 'reminders.sealed');

/** The schedule of one data directory. What cannot be read counts as empty: it is written anew with the next look. */
export class LockedScheduleFile {
  readonly #home: string;
  readonly #keychain: Keychain;
  #key: { readonly vaultId: string; readonly bytes: Buffer } | null = null;
  #memory: LockedSchedule = EMPTY;
  #written = '';
  #asking: Promise<void> | null = null;

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
    const { told } = await this.#now(vaultId);
    return [...told];
  }

  /**
   * What is to be told now, which is noted as told before this answers: of several processes only one gets it.
   * @returns null where nothing is known of the vault, where another process has it open and tells of them by their names,
   *   and where another process looks at this moment
   */
  async claim(now: number, clock: ZoneClock): Promise<LockedLook | null> {
    const header = await readHeader(this.#home);
    if (!header.ok || (await runsElsewhere(this.#home, now))) return null;
    const { vaultId } = header.value;
    const minute = clock.minuteOf(now);
    return withVaultLock(this.#home, WAIT_MS, async () => {
      const { schedule, told, isStored } = await this.#now(vaultId);
      const reached = schedule.entries.filter(({ at }) => at <= now);
      const untold = reached.filter(({ tag }) => !told.has(tag));
      const fresh = untold.filter(({ quiet }) => quiet === null || !isQuiet(minute, quiet));
      const tags = fresh.map(({ tag }) => tag);
      if (fresh.length > 0) await this.#keepTold(vaultId, schedule, [...told, ...tags], isStored);
      const next = schedule.entries.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY;
      return {
        fresh: subjectsOf(fresh),
        areKeys: fresh.every(({ isKey }) => isKey),
        due: schedule.due + subjectsOf(reached.filter(({ adds }) => adds)),
        nextAt: untold.length > fresh.length ? Math.min(next, now + LOOK_AGAIN_MS) : next,
        giveBack: () => this.#giveBack(vaultId, new Set(tags)),
      };
    });
  }

  async #giveBack(vaultId: string, tags: ReadonlySet<string>): Promise<void> {
    await withVaultLock(this.#home, WAIT_MS, async () => {
      const { schedule, told, isStored } = await this.#now(vaultId);
      await this.#keepTold(
        vaultId,
        schedule,
        [...told].filter((tag) => !tags.has(tag)),
        isStored,
      );
    });
  }

  /** What is known: by the file, or by this process alone where there is none. */
  async #now(vaultId: string): Promise<{ schedule: LockedSchedule; told: ReadonlySet<string>; isStored: boolean }> {
    const stored = await this.#read(vaultId);
    const schedule = stored ?? this.#memory;
    return { schedule, told: new Set(schedule.told), isStored: stored !== null };
  }

  async #keepTold(
    vaultId: string,
    schedule: LockedSchedule,
    told: readonly string[],
    isStored: boolean,
  ): Promise<void> {
    const next = { ...schedule, told };
    this.#memory = next;
    const key = isStored ? await this.#keyOf(vaultId, false) : null;
    if (key === null) return;
    await writeFileAtomically(lockedSchedulePath(this.#home), sealed(key, vaultId, next));
    this.#written = '';
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

  /** Null where the keychain has none and gives none, or does not answer: somebody is asked something there, or nobody is. */
  async #keyOf(vaultId: string, make: boolean): Promise<Buffer | null> {
    if (this.#key?.vaultId !== vaultId) {
      this.#asking ??= this.#askKeychain(vaultId, make).finally(() => {
        this.#asking = null;
      });
      await Promise.race([this.#asking, delay(KEYCHAIN_ANSWERS_WITHIN_MS, undefined, { ref: false })]);
    }
    return this.#key?.vaultId === vaultId ? this.#key.bytes : null;
  }

  async #askKeychain(vaultId: string, make: boolean): Promise<void> {
    const account = `${vaultId}/reminders`;
    const entry = await this.#keychain.get(account);
    if (!entry.ok) return;
    const kept: Buffer = Buffer.from(entry.value?.slice(KEY_PREFIX.length) ?? '', 'base64');
    const isOurs = entry.value?.startsWith(KEY_PREFIX) === true && kept.length === AEAD_KEY_BYTES;
    if (!isOurs && !make) return;
    const bytes = isOurs ? kept : randomSecret(AEAD_KEY_BYTES);
    if (!isOurs) {
      const stored = await this.#keychain.set(account, KEY_PREFIX + bytes.toString('base64'));
      if (!stored.ok) {
        // A file that nothing opens any more would only lie about.
        await rm(lockedSchedulePath(this.#home), { force: true });
        return;
      }
    }
    this.#key = { vaultId, bytes };
  }
}

function subjectsOf(entries: readonly LockedEntry[]): number {
  return new Set(entries.map(({ subject }) => subject)).size;
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
