import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkIntegrity } from '#core/database/integrity.ts';
import { backUpVault } from '#core/vault/backups.ts';
import { restoreBackup } from '#core/vault/restore-backup.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { recordDone } from '../record-done.ts';
import { withStore, withUnlocked } from '../unlock.ts';

/** Writes an encrypted backup. It never replaces a file: that could be the only good one. */
export async function backUp(context: Context, file: string): Promise<Outcome> {
  const path = resolve(context.directory, file);
  if (existsSync(path)) return failure('conflict', `${path} is there already. Choose another name.`);
  return withUnlocked(context, async ({ store, place }) => {
    const written = await backUpVault(place, store.session, path);
    if (!written.ok) return written;
    recordDone(context.output, store, { what: 'backed-up' });
    context.output.say(
      `The backup is ${path}. It is encrypted, and opens as the vault does now: keep the recovery code with it in mind.`,
    );
    return success(0);
  });
}

/** @param setAside a vault that is there makes room, whether it is damaged or not */
export async function restore(context: Context, file: string, setAside: boolean): Promise<Outcome> {
  const path = resolve(context.directory, file);
  let restored = await restoreBackup(context, path, { replace: setAside ? 'any' : 'damaged' });
  if (!restored.ok && restored.error.code === 'vault-exists') {
    const present = await stateOfPresent(context);
    if (present !== 'damaged') {
      return failure(
        'vault-exists',
        `${present} A backup does not replace it by itself. To put it in its place all the same, add --set-aside: the present vault is moved into a folder beside it, whole.`,
      );
    }
    restored = await restoreBackup(context, path, { replace: 'any' });
  }
  if (!restored.ok) return restored;
  context.output.say(
    `The backup is in place in ${context.home}. It opens with what opened the vault when it was made.`,
  );
  if (restored.value.setAside !== null) {
    context.output.say(
      `What was there before is whole in ${restored.value.setAside}. Delete it once you need nothing of it.`,
    );
  }
  return success(0);
}

/** Damage of a database shows only when it is opened and read. */
async function stateOfPresent(context: Context): Promise<'damaged' | string> {
  let damaged = false;
  const opened = await withStore(
    context,
    (store) => {
      damaged = !checkIntegrity(store.db, 'quick').intact;
      return success(0);
    },
    { quiet: true },
  );
  if (damaged || (!opened.ok && opened.error.code === 'vault-damaged')) return 'damaged';
  return opened.ok
    ? `There is a vault in ${context.home}, and it is whole.`
    : `There is a vault in ${context.home}, and whether it is whole cannot be told: ${opened.error.message}`;
}
