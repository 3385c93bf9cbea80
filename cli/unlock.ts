import { SystemKeychain } from '#core/keychain/system-keychain.ts';
import { resealEverything } from '#core/store/reseal.ts';
import { hasChanged } from '#core/store/revision.ts';
import { openStore, type Store } from '#core/store/store.ts';
import { type UnlockCode, type UnlockedVault, type UnlockOptions, unlockVault } from '#core/vault/unlock-vault.ts';
import { type VaultPlace, vaultPlace } from '#core/vault/vault-place.ts';
import { failure, type Result } from '#shared/contract/result.ts';

import type { Outcome } from './command.ts';
import type { Context } from './context.ts';
import { VERSION } from './version.ts';

const PASSPHRASE_TRIES = 3;

export function placeOf(context: Context): VaultPlace {
  const { home, kdf, now } = context;
  const keychain = new SystemKeychain();
  return vaultPlace({ home, keychain, reseal: resealEverything, now, kdf, version: VERSION });
}

/**
 * Runs `work` on the unlocked vault, and locks it again. The vault opens by the first of: `KEYRAIL_PASSPHRASE`, the
 * keychain, a passphrase that the person types.
 * @param options.quiet nobody is asked and nothing is said
 */
export async function withStore(
  context: Context,
  work: (store: Store) => Outcome | Promise<Outcome>,
  options: { quiet?: boolean } = {},
): Promise<Outcome> {
  const unlocked = await unlock(context, options.quiet === true);
  if (!unlocked.ok) {
    const { code, message } = unlocked.error;
    return code === 'vault-missing' ? failure(code, `${message} To make one: keyrail init`) : unlocked;
  }
  const { session, newRecoveryCode } = unlocked.value;
  try {
    if (newRecoveryCode !== null) {
      const { sayRecoveryCode } = await import('./recovery-code.ts');
      sayRecoveryCode(context.output, newRecoveryCode, 'A rotation of the vault key was finished.');
    }
    const store = openStore(session, { by: 'cli', now: context.now });
    const outcome = await work(store);
    if (hasChanged(store) && !session.locked)
      await (await import('./daily-backup.ts')).backUpToday(context, placeOf(context), store);
    return outcome;
  } finally {
    session.lock();
  }
}

/** Scripts wait for a rotation of the vault key rather than fail; a completion does not. */
const REKEY_WAIT_MS = 60_000;

function how(quiet: boolean): UnlockOptions {
  return quiet ? { unseen: true } : { waitMs: REKEY_WAIT_MS };
}

async function unlock(context: Context, quiet: boolean): Promise<Result<UnlockedVault, UnlockCode>> {
  const place = placeOf(context);
  if (context.passphrase !== null) {
    const opened = await unlockVault(place, { kind: 'passphrase', passphrase: context.passphrase }, how(quiet));
    // A vault without a passphrase: the variable was meant for another one.
    if (opened.ok || opened.error.code !== 'slot-missing') return opened;
  }
  const opened = await unlockVault(place, { kind: 'keychain' }, how(quiet));
  if (opened.ok || quiet) return opened;
  switch (opened.error.code) {
    case 'slot-missing':
    case 'passphrase-needed':
    case 'keychain-unavailable':
    case 'keychain-refused':
      return unlockByTyping(context, place, opened.error);
    default:
      return opened;
  }
}

async function unlockByTyping(
  context: Context,
  place: VaultPlace,
  refusal: { code: UnlockCode; message: string },
): Promise<Result<UnlockedVault, UnlockCode>> {
  const [{ vaultState }, { askHidden, canAsk }] = await Promise.all([
    import('#core/vault/vault-state.ts'),
    import('./prompt.ts'),
  ]);
  const state = await vaultState(context.home);
  const byPassphrase =
    state.state === 'locked' && state.slots.some(({ kind }) => kind === 'passphrase' || kind === 'keychain+passphrase');
  if (!byPassphrase) {
    return failure(
      refusal.code,
      `${refusal.message}\nWith the recovery code, "keyrail vault unlock --recovery" sets up another way to unlock.`,
    );
  }
  if (!canAsk()) {
    return failure(
      refusal.code,
      `${refusal.message}\nThere is no terminal to ask on: put the passphrase into KEYRAIL_PASSPHRASE.`,
    );
  }
  for (let attempt = 1; ; attempt += 1) {
    const passphrase = await askHidden('Passphrase: ');
    if (passphrase === null || passphrase === '') return failure('passphrase-needed', 'No passphrase was given.');
    const opened = await unlockVault(place, { kind: 'passphrase', passphrase }, how(false));
    if (opened.ok || opened.error.code !== 'wrong-passphrase' || attempt >= PASSPHRASE_TRIES) return opened;
    context.output.say(opened.error.message);
  }
}

/** For commands that change how the vault opens and need more than a store. */
export async function withUnlocked(
  context: Context,
  work: (unlocked: { store: Store; place: VaultPlace }) => Promise<Outcome>,
): Promise<Outcome> {
  return withStore(context, (store) => work({ store, place: placeOf(context) }));
}
