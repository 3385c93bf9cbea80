import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { VaultId } from '#shared/domain/ids.ts';
import type { UnlockMethod } from '#shared/domain/vault.ts';
import { AEAD_KEY_BYTES } from '../crypto/aead.ts';
import { weakPassphraseReason } from '../crypto/passphrase.ts';
import { newRecoveryCode, parseRecoveryCode } from '../crypto/recovery-code.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import {
  createPrivateFile,
  flushDirectory,
  flushFile,
  makePrivateDirectory,
  writeFileAtomically,
} from '../database/atomic-file.ts';
import { migrate } from '../database/migrations.ts';
import { openDatabase } from '../database/open-database.ts';
import { type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import type { KeychainCode } from '../keychain/keychain.ts';
import {
  HEADER_VERSION,
  type HeaderSlot,
  parseHeader,
  readHeader,
  signHeader,
  spellHeader,
  type VaultHeader,
  writeHeader,
} from './header.ts';
import { createKeychainKey } from './keychain-entry.ts';
import { openSession } from './open-session.ts';
import {
  databaseNameTaken,
  databasePath,
  FIRST_DATABASE,
  headerCopyPath,
  headerPath,
  newHeaderPath,
  nextDatabaseName,
} from './paths.ts';
import type { VaultSession } from './session.ts';
import { keychainSlot, passphraseSlot, recoverySlot, type SlotContext } from './slots.ts';
import { VaultKeys } from './vault-keys.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS, type VaultPlace } from './vault-place.ts';

export type NewVault = { readonly unlock: UnlockMethod; readonly passphrase?: string | undefined };
/** The recovery code is in no other place: show it once. */
export type CreatedVault = { readonly session: VaultSession; readonly recoveryCode: string };
export type CreateCode =
  | 'vault-exists'
  | 'vault-newer'
  | 'passphrase-needed'
  | 'weak-passphrase'
  | KeychainCode
  | StorageCode;

/**
 * Makes a vault where there is none: the database first and the header last, so that a crash at any instant leaves no
 * vault or a whole one. A recovery slot is always made as well. Of two processes at once one makes it, the other one gets
 * `vault-exists`.
 * @param step called by name between the parts; tests end the process there
 */
export async function createVault(
  place: VaultPlace,
  wanted: NewVault,
  step: (name: CreateStep) => void = () => undefined,
): Promise<Result<CreatedVault, CreateCode>> {
  const refused = passphraseProblem(wanted);
  if (refused !== null) return refused;
  return withStorageFailures(async () => {
    await makePrivateDirectory(place.home);
    const made = await withVaultLock(place.home, LOCK_WAIT_MS, () => createLocked(place, wanted, step));
    return made ?? failure('vault-busy', 'Another Keyrail process is making a vault here. Try again in a moment.');
  });
}

export type CreateStep = 'keychain-stored' | 'database-built' | 'database-named' | 'header-written';

async function createLocked(
  place: VaultPlace,
  wanted: NewVault,
  step: (name: CreateStep) => void,
): Promise<Result<CreatedVault, CreateCode>> {
  const existing = await readHeader(place.home);
  if (existing.ok) return failure('vault-exists', 'There is a vault here already. Unlock it instead.');
  if (existing.error.code !== 'vault-missing') return failure(existing.error.code, existing.error.message);

  await removeCutOff(place.home);
  const vaultId = randomUUID() as VaultId;
  const keys = new VaultKeys(vaultId, randomSecret(AEAD_KEY_BYTES));
  const keychain = await keychainKeyFor(place, vaultId, wanted.unlock);
  if (!keychain.ok) {
    keys.wipe();
    return keychain;
  }
  let session: VaultSession | null = null;
  try {
    step('keychain-stored');
    const recoveryCode = newRecoveryCode();
    const context = { vaultId, vaultKey: keys.vaultKey, nowMs: place.now() };
    const slots = [await chosenSlot(place, context, wanted, keychain.value), recoverySlotFor(context, recoveryCode)];
    const building = await buildDatabase(place, keys);
    step('database-built');
    const database = freeDatabaseName(place.home);
    const header = signHeader(
      { format: 'keyrail-vault', version: HEADER_VERSION, vaultId, createdAt: context.nowMs, database, slots },
      keys,
    );
    await putInPlace(place.home, building, header, step);
    step('header-written');
    const opened = await openSession(place, header, keys, wanted.unlock);
    if (!opened.ok) return opened;
    session = opened.value;
    return success({ session, recoveryCode });
  } finally {
    wipe(keychain.value);
    if (session === null) {
      keys.wipe();
      await takeBack(place, vaultId);
    }
  }
}

/** A vault in the making that was killed just before it had a header is nobody's: killed often, they would pile up. */
async function removeCutOff(home: string): Promise<void> {
  if (!existsSync(newHeaderPath(home))) return;
  const left = parseHeader(await readFile(newHeaderPath(home)));
  if (left.ok) {
    for (const suffix of ['-wal', '-shm', ''])
      await rm(databasePath(home, left.value.database) + suffix, { force: true });
  }
  await rm(newHeaderPath(home), { force: true });
}

/**
 * Gives database and header their names. Until the last rename, `new-vault.json` beside the database tells that this is a
 * vault in the making and not one that lost its header.
 */
async function putInPlace(
  home: string,
  building: string,
  header: VaultHeader,
  step: (name: CreateStep) => void,
): Promise<void> {
  await writeFileAtomically(newHeaderPath(home), spellHeader(header));
  await rename(building, databasePath(home, header.database));
  await flushDirectory(home);
  step('database-named');
  await rename(newHeaderPath(home), headerPath(home));
  await flushDirectory(home);
  await writeHeader(home, header);
}

/**
 * A vault that could not be made to its end is nobody's: its recovery code was never shown. Its header goes, so that the next
 * try finds no vault; only then does its keychain entry.
 */
async function takeBack(place: VaultPlace, vaultId: VaultHeader['vaultId']): Promise<void> {
  const { home } = place;
  const made = await readHeader(home);
  if (made.ok && made.value.vaultId !== vaultId) return;
  for (const path of [headerCopyPath(home), headerPath(home)]) await rm(path, { force: true });
  if (made.ok) {
    for (const suffix of ['-wal', '-shm', ''])
      await rm(databasePath(home, made.value.database) + suffix, { force: true });
  }
  await rm(newHeaderPath(home), { force: true });
  await place.keychain.delete(vaultId);
}

/** Why this passphrase cannot be used for a new slot, or null. */
export function passphraseProblem({
  unlock,
  passphrase,
}: NewVault): Failed<'passphrase-needed' | 'weak-passphrase'> | null {
  if (unlock === 'keychain') return null;
  if (passphrase === undefined)
    return failure('passphrase-needed', 'This way to unlock needs a passphrase. Choose one.');
  const weak = weakPassphraseReason(passphrase);
  return weak === null ? null : failure('weak-passphrase', weak);
}

export function recoverySlotFor(context: SlotContext, code: string): HeaderSlot {
  const secret = parseRecoveryCode(code);
  if (secret === null) throw new RangeError('A code of our own is well-formed');
  try {
    return recoverySlot(context, secret);
  } finally {
    wipe(secret);
  }
}

async function keychainKeyFor(
  place: VaultPlace,
  vaultId: string,
  unlock: UnlockMethod,
): Promise<Result<Buffer | null, KeychainCode>> {
  return unlock === 'passphrase' ? success(null) : createKeychainKey(place.keychain, vaultId);
}

async function chosenSlot(
  place: VaultPlace,
  context: SlotContext,
  { unlock, passphrase }: NewVault,
  keychainKey: Buffer | null,
): Promise<HeaderSlot> {
  if (unlock !== 'keychain' && passphrase !== undefined)
    return passphraseSlot(context, { passphrase, keychainKey }, place.kdf);
  if (keychainKey === null) throw new RangeError('A slot needs a passphrase or a keychain key');
  return keychainSlot(context, keychainKey);
}

/** An empty database with the whole schema. The value is its path, under a name that is no vault's. */
async function buildDatabase({ home, migrations }: VaultPlace, keys: VaultKeys): Promise<string> {
  // A first run that was cut off left this; it was never anyone's vault.
  const building = join(home, 'new-vault.db');
  for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(building + suffix, { force: true });
  await createPrivateFile(building);
  const db = openDatabase(building, keys.for('database'), { create: true });
  try {
    await migrate(db, migrations, async () => undefined);
  } finally {
    db.close();
  }
  await flushFile(building);
  return building;
}

/** A database without a header may still be opened by a backup's header, so it is left alone. */
function freeDatabaseName(home: string): string {
  let name = FIRST_DATABASE;
  while (databaseNameTaken(home, name)) name = nextDatabaseName(name);
  return name;
}
