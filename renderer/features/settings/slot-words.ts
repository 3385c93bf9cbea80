import { Fingerprint, KeyRound, KeySquare, LifeBuoy, type LucideIcon } from 'lucide-react';
import type { SlotKind, VaultSlot } from '#shared/domain/vault.ts';

export type SlotWords = { readonly icon: LucideIcon; readonly title: string; readonly text: string };

const WORDS: Readonly<Record<SlotKind, SlotWords>> = {
  keychain: {
    icon: Fingerprint,
    title: 'Keychain',
    text: 'Opens by itself while you are signed in to this computer.',
  },
  'keychain+passphrase': {
    icon: KeySquare,
    title: 'Keychain and passphrase',
    text: 'Needs this computer’s keychain and your passphrase, both.',
  },
  passphrase: { icon: KeyRound, title: 'Passphrase', text: 'Opens on any computer with the passphrase alone.' },
  recovery: {
    icon: LifeBuoy,
    title: 'Recovery code',
    text: 'For a lost keychain or passphrase, and for restoring a backup elsewhere.',
  },
};

export function slotWords(kind: SlotKind): SlotWords {
  return WORDS[kind];
}

/** Whether a slot asks for the passphrase. */
export function needsPassphrase(kind: SlotKind): boolean {
  return kind === 'passphrase' || kind === 'keychain+passphrase';
}

/** Why a slot cannot be taken away; null where it can be. Without the recovery code there is no way back from a loss. */
export function keptBecause(slot: VaultSlot, slots: readonly VaultSlot[]): string | null {
  if (slot.kind === 'recovery') return 'The recovery code can be replaced, not removed.';
  const others = slots.filter((each) => each.id !== slot.id && each.kind !== 'recovery');
  return others.length === 0 ? 'The only everyday way in. Add another first.' : null;
}
