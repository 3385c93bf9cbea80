import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { VaultSlot } from '#shared/domain/vault.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { readBackup } from '../database/backup.ts';
import { errorCode } from '../database/storage-errors.ts';
import { parseHeader, readHeader, type VaultHeader } from './header.ts';
import { backupsPath, databasePath, headerCopyPath, headerPath } from './paths.ts';
import { namesIn } from './set-aside.ts';

export type VaultState =
  | { readonly state: 'none' }
  | {
      readonly state: 'locked';
      readonly vaultId: VaultHeader['vaultId'];
      readonly slots: readonly VaultSlot[];
      readonly rekeyPending: boolean;
    }
  | { readonly state: 'damaged' | 'newer'; readonly message: string; readonly headerMendable: boolean };

/** What is in a data directory, as far as it shows without a key. Changes nothing. */
export async function vaultState(home: string): Promise<VaultState> {
  const header = await readHeader(home);
  if (header.ok) {
    const { vaultId, slots, rekey } = header.value;
    return { state: 'locked', vaultId, slots: slots.map(shownSlot), rekeyPending: rekey !== undefined };
  }
  switch (header.error.code) {
    case 'vault-missing':
      return { state: 'none' };
    case 'vault-newer':
      return { state: 'newer', message: header.error.message, headerMendable: false };
    case 'vault-damaged':
      return {
        state: 'damaged',
        message: header.error.message,
        headerMendable: (await goodHeader(home)) !== null,
      };
  }
}

/** A slot without what wraps the vault key. */
export function shownSlot({ id, kind, createdAt }: VaultHeader['slots'][number]): VaultSlot {
  return { id, kind, createdAt };
}

/**
 * Puts a good header in the place of a damaged or lost one: its copy, else that of the newest backup whose database is there.
 * @returns where it came from, in words
 */
export async function mendHeader(home: string): Promise<Result<{ from: string }, 'vault-exists' | 'vault-damaged'>> {
  const header = await readHeader(home);
  if (header.ok || header.error.code === 'vault-newer') {
    return failure('vault-exists', 'The vault header is whole; there is nothing to mend.');
  }
  const good = await goodHeader(home);
  if (good === null) {
    return failure('vault-damaged', 'No copy of the vault header is whole, nor one in a backup. Restore a backup.');
  }
  await writeFileAtomically(headerPath(home), good.bytes);
  return success({ from: good.from });
}

async function goodHeader(home: string): Promise<{ bytes: Uint8Array; from: string } | null> {
  const copy = await readHeaderCopy(home);
  if (copy !== null) return { bytes: copy, from: 'the copy beside it' };
  for (const name of (await namesIn(backupsPath(home))).toSorted(byDay).toReversed()) {
    const backup = await readBackup(join(backupsPath(home), name)).catch(() => null);
    const header = backup === null ? null : parseHeader(backup.header);
    if (backup !== null && header?.ok === true && existsSync(databasePath(home, header.value.database))) {
      return { bytes: backup.header, from: `the header of the backup ${name}` };
    }
  }
  return null;
}

/** By the day in the name, which daily backups and those before a migration have. */
function byDay(first: string, second: string): number {
  const day = (name: string): string => /\d{4}-\d{2}-\d{2}/.exec(name)?.[0] ?? '';
  return day(first) < day(second) ? -1 : 1;
}

async function readHeaderCopy(home: string): Promise<Buffer | null> {
  try {
    const bytes = await readFile(headerCopyPath(home));
    return parseHeader(bytes).ok ? bytes : null;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
