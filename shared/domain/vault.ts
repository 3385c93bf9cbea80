import { z } from 'zod';
import { slotId, vaultId } from './ids.ts';
import { instant } from './instant.ts';

export const SLOT_KINDS = ['keychain', 'keychain+passphrase', 'passphrase', 'recovery'] as const;
export const slotKind = z.enum(SLOT_KINDS);
export type SlotKind = z.output<typeof slotKind>;

/** How a new vault opens; a recovery slot is always made as well. */
export const unlockMethod = z.enum(['keychain', 'keychain+passphrase', 'passphrase']);
export type UnlockMethod = z.output<typeof unlockMethod>;

export const vaultSlot = z.strictObject({ id: slotId, kind: slotKind, createdAt: instant });
export type VaultSlot = z.output<typeof vaultSlot>;

export const vaultStatus = z.strictObject({
  state: z.enum(['none', 'locked', 'unlocked', 'damaged', 'newer']),
  vaultId: vaultId.nullable(),
  slots: z.array(vaultSlot),
  unlockedBy: slotKind.nullable(),
  /** Whether this machine has a keychain that answers. */
  keychain: z.enum(['available', 'unavailable']),
  /** Why the state is damaged, or why the keychain is not there; empty otherwise. */
  message: z.string(),
  /** A vault key rotation was interrupted and goes on at the next unlock. */
  rekeyPending: z.boolean(),
});
export type VaultStatus = z.output<typeof vaultStatus>;
