import { z } from 'zod';
import { slotId, vaultId } from '../domain/ids.ts';
import { slotKind, unlockMethod, vaultStatus } from '../domain/vault.ts';
import { procedure } from './procedure.ts';

/** Any length from 1: what is too weak is refused by the engine with a reason, on creation only. */
const passphrase = z.string().min(1).max(1024);
const recoveryCode = z.string().min(1).max(200);

const unlockErrors = [
  'vault-missing',
  'vault-damaged',
  'vault-newer',
  'wrong-passphrase',
  'passphrase-needed',
  'wrong-recovery-code',
  'mistyped-recovery-code',
  'too-many-attempts',
  'slot-missing',
  'keychain-unavailable',
  'keychain-refused',
] as const;

/** What any change of the header can meet besides its own reasons. */
const headerErrors = ['vault-locked', 'vault-missing', 'vault-newer'] as const;

/** What was typed back is not the new code, or there is none any more. */
const typedBackErrors = ['mistyped-recovery-code', 'wrong-recovery-code', 'conflict'] as const;

export const vault = {
  status: procedure({ request: z.strictObject({}), response: vaultStatus, errors: [] }),
  create: procedure({
    request: z.strictObject({ unlock: unlockMethod, passphrase: passphrase.optional() }),
    /** The recovery code is shown once and kept nowhere. */
    response: z.strictObject({ vaultId, recoveryCode: z.string() }),
    errors: [
      'vault-exists',
      'vault-newer',
      'passphrase-needed',
      'weak-passphrase',
      'keychain-unavailable',
      'keychain-refused',
    ],
  }),
  /** Checks what a person typed back from paper against the recovery slot. Opens nothing. */
  checkRecoveryCode: procedure({
    request: z.strictObject({ code: recoveryCode }),
    response: z.strictObject({}),
    errors: ['vault-locked', ...unlockErrors],
  }),
  unlock: procedure({
    request: z.strictObject({
      with: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('keychain') }),
        z.strictObject({ kind: z.literal('passphrase'), passphrase }),
        z.strictObject({ kind: z.literal('recovery'), code: recoveryCode }),
      ]),
    }),
    response: z.strictObject({
      unlockedBy: slotKind,
      /** Set when an interrupted vault key rotation was finished by this unlock: the code that holds from now on. */
      newRecoveryCode: z.string().nullable(),
    }),
    errors: unlockErrors,
  }),
  lock: procedure({ request: z.strictObject({}), response: z.strictObject({}), errors: [] }),
  /** Adds a passphrase, or changes it. `withKeychain`: both together are needed to open the vault. */
  setPassphrase: procedure({
    request: z.strictObject({ passphrase, withKeychain: z.boolean() }),
    response: z.strictObject({}),
    errors: [...headerErrors, 'weak-passphrase', 'keychain-unavailable', 'keychain-refused', 'conflict'],
  }),
  /** Lets the keychain open the vault by itself, on a new machine or after its entry was lost. */
  addKeychain: procedure({
    request: z.strictObject({}),
    response: z.strictObject({}),
    errors: [...headerErrors, 'keychain-unavailable', 'keychain-refused'],
  }),
  removeSlot: procedure({
    request: z.strictObject({ slotId }),
    response: z.strictObject({}),
    errors: [...headerErrors, 'slot-missing', 'last-slot', 'keychain-unavailable', 'keychain-refused', 'conflict'],
  }),
  /** Makes a recovery code that is not in force: {@link replaceRecoveryCode} or {@link rekey} puts it in force, until the lock. */
  newRecoveryCode: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ recoveryCode: z.string() }),
    errors: ['vault-locked'],
  }),
  /** Puts the new code in force, once it was typed back from paper: the one before opens nothing any more. */
  replaceRecoveryCode: procedure({
    request: z.strictObject({ typedBack: recoveryCode }),
    response: z.strictObject({}),
    errors: [...headerErrors, ...typedBackErrors, 'keychain-unavailable', 'keychain-refused'],
  }),
  /** Rotates the vault key: everything is encrypted anew, and the new recovery code, typed back from paper, is in force. */
  rekey: procedure({
    request: z.strictObject({ passphrase: passphrase.optional(), typedBack: recoveryCode }),
    response: z.strictObject({}),
    errors: [
      ...headerErrors,
      ...typedBackErrors,
      'passphrase-needed',
      'wrong-passphrase',
      'too-many-attempts',
      'slot-missing',
      'keychain-unavailable',
      'keychain-refused',
    ],
  }),
  /** Writes an encrypted backup where the person chooses. */
  backUp: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ fileName: z.string() }),
    errors: [...headerErrors, 'cancelled'],
  }),
  /** Puts a backup, chosen by the person, in place where there is no vault. */
  restoreBackup: procedure({
    request: z.strictObject({}),
    response: vaultStatus,
    errors: ['vault-exists', 'cancelled', 'backup-invalid', 'vault-newer', 'file-unreadable'],
  }),
};
