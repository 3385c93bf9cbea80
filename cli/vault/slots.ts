import type { ActivityNote } from '#core/store/activity-log.ts';
import { openStore } from '#core/store/store.ts';
import { addKeychainSlot, removeSlot, replaceRecoveryCode, setPassphrase } from '#core/vault/manage-slots.ts';
import type { VaultSession } from '#core/vault/session.ts';
import { vaultState } from '#core/vault/vault-state.ts';
import { failure, success } from '#shared/contract/result.ts';
import { SLOT_KINDS, type VaultSlot } from '#shared/domain/vault.ts';
import type { Outcome } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { recordDone } from '../record-done.ts';
import { confirmedNewCode, withCodeState } from '../recovery-code.ts';
import { writeTable } from '../table.ts';
import { withUnlocked } from '../unlock.ts';
import { typedOrPipedPassphrase } from './piped-lines.ts';

/** Lists the ways to open the vault. They stand in the header, so it stays locked. */
export async function listSlots(context: Context, json: boolean): Promise<Outcome> {
  const state = await vaultState(context.home);
  switch (state.state) {
    case 'none':
      return failure('vault-missing', `There is no vault in ${context.home}. To make one: keyrail init`);
    case 'damaged':
      return failure('vault-damaged', state.message);
    case 'newer':
      return failure('vault-newer', state.message);
    case 'locked':
      break;
  }
  const { slots } = state;
  if (json) {
    const shown = slots.map(({ id, kind, createdAt }) => ({ id, kind, createdAt: isoOf(createdAt) }));
    writeJson(context.output, { vaultId: state.vaultId, slots: shown, rekeyPending: state.rekeyPending });
    return success(0);
  }
  writeTable<VaultSlot>(
    context.output,
    [
      { title: 'OPENS WITH', text: ({ kind }) => (kind === 'recovery' ? 'recovery code' : kind) },
      { title: 'SINCE', text: ({ createdAt }) => isoOf(createdAt) },
    ],
    slots,
  );
  return success(0);
}

export async function changePassphrase(context: Context, withKeychain: boolean): Promise<Outcome> {
  return withUnlocked(context, async ({ store, place }) => {
    const passphrase = await typedOrPipedPassphrase(context);
    if (!passphrase.ok) return passphrase;
    const had = await hasSlot(context, ['passphrase', 'keychain+passphrase']);
    const set = await setPassphrase(place, store.session, { passphrase: passphrase.value, withKeychain });
    if (!set.ok) return set;
    recordAndLock(context, set.value, {
      what: had ? 'passphrase-changed' : 'unlock-slot-added',
      detail: withKeychain ? 'keychain+passphrase' : 'passphrase',
    });
    context.output.say(
      withKeychain
        ? 'The vault opens with the keychain and this passphrase together from now on.'
        : `The vault opens with this passphrase from now on${had ? '; the old one opens nothing any more' : ''}.`,
    );
    return success(0);
  });
}

export async function addKeychain(context: Context): Promise<Outcome> {
  return withUnlocked(context, async ({ store, place }) => {
    const added = await addKeychainSlot(place, store.session);
    if (!added.ok) return added;
    recordDone(context.output, store, { what: 'unlock-slot-added', detail: 'keychain' });
    context.output.say('The keychain opens the vault from now on.');
    return success(0);
  });
}

export async function takeSlotAway(context: Context, kind: string, yes: boolean): Promise<Outcome> {
  if (!SLOT_KINDS.some((known) => known === kind)) {
    return failure('invalid-request', 'Name the way to take away: keychain, keychain+passphrase or passphrase.');
  }
  return withUnlocked(context, async ({ store, place }) => {
    const state = await vaultState(context.home);
    const slot = state.state === 'locked' ? state.slots.find((one) => one.kind === kind) : undefined;
    if (slot === undefined) return failure('slot-missing', `The vault does not open with ${kind}.`);
    const refused = await confirm(context, yes, `The vault will not open with ${kind} any more.`);
    if (refused !== null) return refused;
    const removed = await removeSlot(place, store.session, slot.id);
    if (!removed.ok) return removed;
    recordAndLock(context, removed.value, { what: 'unlock-slot-removed', detail: kind });
    context.output.say(`The vault does not open with ${kind} any more.`);
    return success(0);
  });
}

export async function newRecoveryCode(context: Context, options: { yes: boolean; json: boolean }): Promise<Outcome> {
  return withUnlocked(context, async ({ store, place }) => {
    if (context.output.stderrIsTerminal) {
      const refused = await confirm(
        context,
        options.yes,
        'The recovery code that you have now will open nothing any more.',
      );
      if (refused !== null) return refused;
    }
    const code = await confirmedNewCode(context, options);
    if (!code.ok) return code;
    const replaced = await replaceRecoveryCode(place, store.session, code.value);
    if (!replaced.ok) return withCodeState(context.home, code.value, replaced);
    recordAndLock(context, replaced.value, { what: 'recovery-code-replaced' });
    context.output.say('What stands above is the recovery code from now on.');
    return success(0);
  });
}

/** Notes a change in the vault that goes on after it, which is another session where a way to open it was taken away. */
export function recordAndLock(context: Context, session: VaultSession, note: ActivityNote): void {
  try {
    recordDone(context.output, openStore(session, { by: 'cli', now: context.now }), note);
  } finally {
    session.lock();
  }
}

async function hasSlot(context: Context, kinds: readonly string[]): Promise<boolean> {
  const state = await vaultState(context.home);
  return state.state === 'locked' && state.slots.some(({ kind }) => kinds.includes(kind));
}
