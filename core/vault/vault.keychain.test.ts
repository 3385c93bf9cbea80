import { afterEach, beforeEach, expect, it } from 'vitest';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { SystemKeychain } from '../keychain/system-keychain.ts';
import { createVault } from './create-vault.ts';
import { addKeychainSlot, removeSlot, setPassphrase } from './manage-slots.ts';
import { rekey } from './rekey.ts';
import { CANARY, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';
import { vaultState } from './vault-state.ts';

const PASSPHRASE = 'correct horse battery staple';

let home: string;
let remove: () => void;
let place: VaultPlace;
const keychain = new SystemKeychain();

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  place = testPlace(home, { keychain });
});
afterEach(async () => {
  const state = await vaultState(home);
  if (state.state === 'locked') await keychain.delete(state.vaultId);
  remove();
});

it.each(['keychain', 'keychain+passphrase'] as const)(
  'a %s vault opens with the real keychain, before and after a rotation',
  async (unlock) => {
    const made = await createVault(place, { unlock, passphrase: PASSPHRASE });
    if (!made.ok) throw new Error(made.error.message);
    putNote(made.value.session, 'a', CANARY);
    const rotated = await rekey(place, made.value.session, { passphrase: PASSPHRASE, recoveryCode: newRecoveryCode() });
    if (!rotated.ok) throw new Error(rotated.error.message);
    rotated.value.lock();
    const secret =
      unlock === 'keychain'
        ? ({ kind: 'keychain' } as const)
        : ({ kind: 'passphrase', passphrase: PASSPHRASE } as const);
    const unlocked = await unlockVault(place, secret);
    if (!unlocked.ok) throw new Error(unlocked.error.message);
    expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
    unlocked.value.session.lock();
  },
);

it('a vault outlives its entry in the real keychain', async () => {
  const made = await createVault(place, { unlock: 'keychain' });
  if (!made.ok) throw new Error(made.error.message);
  const { session, recoveryCode } = made.value;
  session.lock();
  await keychain.delete(session.vaultId);
  expect(await unlockVault(place, { kind: 'keychain' })).toMatchObject({ error: { code: 'keychain-refused' } });
  const recovered = await unlockVault(place, { kind: 'recovery', code: recoveryCode });
  if (!recovered.ok) throw new Error(recovered.error.message);
  expect(await addKeychainSlot(place, recovered.value.session)).toMatchObject({ ok: true });
  recovered.value.session.lock();
  const again = await unlockVault(place, { kind: 'keychain' });
  if (!again.ok) throw new Error(again.error.message);
  await setPassphrase(place, again.value.session, { passphrase: PASSPHRASE, withKeychain: false });
  const state = await vaultState(home);
  const slot = state.state === 'locked' ? state.slots.find(({ kind }) => kind === 'keychain') : undefined;
  const removed = await removeSlot(place, again.value.session, slot?.id ?? '');
  if (!removed.ok) throw new Error(removed.error.message);
  removed.value.lock();
  expect(await keychain.get(session.vaultId)).toEqual({ ok: true, value: null });
});
