import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { recordActivity } from '#core/store/activity-log.ts';
import { backUpVault, restoreBackup } from '#core/vault/backups.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { withUnlocked } from '../unlock.ts';

/** Writes an encrypted backup. It never replaces a file: that could be the only good one. */
export async function backUp(context: Context, file: string): Promise<Outcome> {
  const path = resolve(context.directory, file);
  if (existsSync(path)) return failure('conflict', `${path} is there already. Choose another name.`);
  return withUnlocked(context, async ({ store, place }) => {
    const written = await backUpVault(place, store.session, path);
    if (!written.ok) return written;
    recordActivity(store, { what: 'backed-up' });
    context.output.say(
      `The backup is ${path}. It is encrypted, and opens as the vault does now: keep the recovery code with it in mind.`,
    );
    return success(0);
  });
}

export async function restore(context: Context, file: string): Promise<Outcome> {
  const restored = await restoreBackup(context.home, resolve(context.directory, file));
  if (!restored.ok) return restored;
  context.output.say(
    `The backup is in place in ${context.home}. It opens with what opened the vault when it was made.`,
  );
  return success(0);
}
