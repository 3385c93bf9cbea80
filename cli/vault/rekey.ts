import { rekey } from '#core/vault/rekey.ts';
import { vaultState } from '#core/vault/vault-state.ts';
import { success } from '#shared/contract/result.ts';
import type { Outcome } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { confirmedNewCode, withCodeState } from '../recovery-code.ts';
import { withUnlocked } from '../unlock.ts';
import { recordAndLock } from './slots.ts';

/** Rotates the vault key. The passphrase, where the vault has one, wraps the new key and is needed for that. */
export async function rotateVaultKey(context: Context, options: { yes: boolean; json: boolean }): Promise<Outcome> {
  return withUnlocked(context, async ({ store, place }) => {
    if (context.output.stderrIsTerminal) {
      const refused = await confirm(
        context,
        options.yes,
        'Everything is encrypted anew, and the recovery code that you have now will open nothing any more.',
      );
      if (refused !== null) return refused;
    }
    const passphrase = context.passphrase ?? (await askIfNeeded(context));
    const code = await confirmedNewCode(context, options);
    if (!code.ok) return code;
    const rotated = await rekey(place, store.session, { passphrase, recoveryCode: code.value });
    if (!rotated.ok) return withCodeState(context.home, code.value, rotated);
    recordAndLock(context, rotated.value, { what: 'vault-key-rotated' });
    context.output.say(`The vault has a new key, and what stands above is its recovery code from now on.
The daily backups open as the vault does now; copies that you keep elsewhere still with the old recovery code.`);
    return success(0);
  });
}

async function askIfNeeded(context: Context): Promise<string | undefined> {
  const state = await vaultState(context.home);
  const needed =
    state.state === 'locked' && state.slots.some(({ kind }) => kind === 'passphrase' || kind === 'keychain+passphrase');
  if (!needed) return undefined;
  const { askHidden, canAsk } = await import('../prompt.ts');
  if (!canAsk()) return undefined;
  return (await askHidden('Passphrase, which the new key needs as well: ')) ?? undefined;
}
