import { weakPassphraseReason } from '#core/crypto/passphrase.ts';
import { openStore } from '#core/store/store.ts';
import { createVault } from '#core/vault/create-vault.ts';
import { vaultState } from '#core/vault/vault-state.ts';
import { failure, success } from '#shared/contract/result.ts';
import { type UnlockMethod, unlockMethod } from '#shared/domain/vault.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT } from '../command.ts';
import type { Context } from '../context.ts';
import { newPassphrase } from '../new-passphrase.ts';
import { writeJson } from '../output.ts';
import { recordDone } from '../record-done.ts';
import { placeOf } from '../unlock.ts';

const spec = {
  name: 'init',
  usage: ['init [--unlock keychain|keychain+passphrase|passphrase] [--json]'],
  about: `Makes a new vault in the data directory and prints its recovery code, once. It never replaces a vault that is there.
The passphrase comes from KEYRAIL_PASSPHRASE or a hidden prompt. Without --unlock the vault opens with the passphrase
where KEYRAIL_PASSPHRASE is set, else with the keychain.`,
  options: {
    unlock: {
      type: 'text',
      value: 'HOW',
      help: 'how the vault opens: keychain, keychain+passphrase (both are needed) or passphrase',
      completes: unlockMethod.options,
    },
    json: { ...JSON_OUTPUT, help: 'print {"vaultId": …, "recoveryCode": …}' },
  },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail init', "a vault that the system's keychain opens"],
    ['KEYRAIL_PASSPHRASE="$(cat passphrase)" keyrail init --unlock passphrase --json', 'in a script'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ options }, context) => {
  const chosen = options.unlock === undefined ? null : unlockMethod.safeParse(options.unlock);
  if (chosen?.success === false) return usage(spec, `--unlock is one of: ${unlockMethod.options.join(', ')}.`);
  const unlock: UnlockMethod = chosen?.data ?? (context.passphrase === null ? 'keychain' : 'passphrase');

  // Before anything is asked or a key derived for nothing.
  const state = await vaultState(context.home);
  switch (state.state) {
    case 'none':
      break;
    case 'locked':
      return failure('vault-exists', `There is a vault in ${context.home} already. It stays as it is.`);
    case 'damaged':
      return failure('vault-damaged', `There is a vault in ${context.home} already. ${state.message}`);
    case 'newer':
      return failure('vault-newer', state.message);
  }
  const passphrase = unlock === 'keychain' ? undefined : await chosenPassphrase(context);
  if (passphrase === null) {
    return failure('passphrase-needed', 'Put the passphrase into KEYRAIL_PASSPHRASE, or use a terminal to type it.');
  }
  const created = await createVault(placeOf(context), { unlock, passphrase });
  if (!created.ok) {
    const hint = '\nWithout a keychain: keyrail init --unlock passphrase';
    const byKeychain = created.error.code === 'keychain-unavailable' || created.error.code === 'keychain-refused';
    return byKeychain ? failure(created.error.code, created.error.message + hint) : created;
  }
  const { session, recoveryCode } = created.value;
  try {
    const { vaultId } = session;
    // Before anything else can fail: it is kept nowhere else.
    const shown = written(() =>
      options.json ? writeJson(context.output, { vaultId, recoveryCode }) : context.output.write(`${recoveryCode}\n`),
    );
    recordDone(context.output, openStore(session, { by: 'cli', now: context.now }), { what: 'vault-created' });
    if (!shown) {
      return failure(
        'unexpected',
        `The vault is in ${context.home}, but its recovery code could not be written out. For one that you have: keyrail vault recovery-code`,
      );
    }
    if (options.json) return success(0);
    context.output.say(`The vault is in ${context.home}. What stands above is its recovery code: write it down and keep it away from this
machine. It opens the vault when the keychain or the passphrase is lost, and it is shown only now.`);
    return success(0);
  } finally {
    session.lock();
  }
});

/** Whether standard output took it. */
function written(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}

async function chosenPassphrase(context: Context): Promise<string | null> {
  return context.passphrase ?? newPassphrase(context, weakPassphraseReason);
}
