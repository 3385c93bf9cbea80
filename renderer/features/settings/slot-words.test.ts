import { expect, it } from 'vitest';
import { type SlotKind, type VaultSlot, vaultSlot } from '#shared/domain/vault.ts';
import { keptBecause, needsPassphrase } from './slot-words.ts';

function slots(...kinds: readonly SlotKind[]): readonly VaultSlot[] {
  return kinds.map((kind, index) =>
    vaultSlot.parse({ id: `00000000-0000-4000-8000-00000000000${index}`, kind, createdAt: 0 }),
  );
}

it('keeps the recovery code and the last everyday way in', () => {
  const two = slots('keychain', 'recovery');
  expect(two.map((slot) => keptBecause(slot, two) === null)).toEqual([false, false]);
  const three = slots('keychain', 'passphrase', 'recovery');
  expect(three.map((slot) => keptBecause(slot, three) === null)).toEqual([true, true, false]);
});

it('knows which slots ask for the passphrase', () => {
  expect(needsPassphrase('keychain')).toBe(false);
  expect(needsPassphrase('keychain+passphrase')).toBe(true);
});
