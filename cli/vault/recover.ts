import { isWholeRecoveryCode } from '#core/crypto/recovery-code.ts';
import { openStore } from '#core/store/store.ts';
import { addKeychainSlot, setPassphrase } from '#core/vault/manage-slots.ts';
import { unlockVault } from '#core/vault/unlock-vault.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { askLine, canAsk } from '../prompt.ts';
import { recordDone } from '../record-done.ts';
import { sayRecoveryCode } from '../recovery-code.ts';
import { placeOf } from '../unlock.ts';
import { pipedLines, typedOrPipedPassphrase } from './piped-lines.ts';
import { recordAndLock } from './slots.ts';

/**
 * Opens the vault with its recovery code and sets up another way to open it, since the command line keeps nothing
 * unlocked: the keychain where it answers, else (or with `--passphrase`) a new passphrase.
 */
export async function recover(context: Context, byPassphrase: boolean): Promise<Outcome> {
  const piped = pipedLines();
  const { code: pipedCode, rest: lines } = piped === null ? { code: null, rest: null } : codeAndRest(piped);
  const code = pipedCode ?? (canAsk() ? await askLine('Recovery code: ') : null);
  if (code === null || code.trim() === '') {
    return failure('passphrase-needed', 'Type the recovery code on a terminal, or pipe it into standard input.');
  }
  const place = placeOf(context);
  const unlocked = await unlockVault(place, { kind: 'recovery', code });
  if (!unlocked.ok) return unlocked;
  const { session, newRecoveryCode } = unlocked.value;
  try {
    if (newRecoveryCode !== null) {
      sayRecoveryCode(context.output, newRecoveryCode, 'A rotation of the vault key was finished.');
    }
    const store = openStore(session, { by: 'cli', now: context.now });
    recordDone(context.output, store, { what: 'unlocked', detail: 'recovery' });
    context.output.say('The recovery code is right.');

    if (!byPassphrase && lines?.[0] === undefined) {
      const added = await addKeychainSlot(place, session);
      if (added.ok) {
        recordDone(context.output, store, { what: 'unlock-slot-added', detail: 'keychain' });
        context.output.say('The keychain opens the vault from now on.');
        return success(0);
      }
      if (added.error.code !== 'keychain-unavailable' && added.error.code !== 'keychain-refused') return added;
      context.output.say(added.error.message);
    }
    const passphrase = await typedOrPipedPassphrase(context, lines?.[0] ?? '');
    if (!passphrase.ok) return passphrase;
    const set = await setPassphrase(place, session, { passphrase: passphrase.value, withKeychain: false });
    if (!set.ok) return set;
    recordAndLock(context, set.value, { what: 'passphrase-changed', detail: 'passphrase' });
    context.output.say('The vault opens with the new passphrase from now on.');
    return success(0);
  } finally {
    session.lock();
  }
}

/** The code stands on the first line, or on as many as it was copied as; a new passphrase may follow. */
function codeAndRest(lines: readonly string[]): { code: string; rest: readonly string[] } {
  let used = 0;
  let code = '';
  while (used < lines.length && !isWholeRecoveryCode(code)) {
    code += `${lines[used]} `;
    used += 1;
  }
  return { code, rest: lines.slice(used) };
}
