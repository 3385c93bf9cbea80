import { readFile } from 'node:fs/promises';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { VaultSlot } from '#shared/domain/vault.ts';
import { writeFileAtomically } from '../database/atomic-file.ts';
import { errorCode } from '../database/storage-errors.ts';
import { parseHeader, readHeader, type VaultHeader } from './header.ts';
import { headerCopyPath, headerPath } from './paths.ts';

export type VaultState =
  | { readonly state: 'none' }
  | {
      readonly state: 'locked';
      readonly vaultId: VaultHeader['vaultId'];
      readonly slots: readonly VaultSlot[];
      readonly rekeyPending: boolean;
    }
  | { readonly state: 'damaged' | 'newer'; readonly message: string; readonly headerCopyUsable: boolean };

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
      return { state: 'newer', message: header.error.message, headerCopyUsable: false };
    case 'vault-damaged':
      return {
        state: 'damaged',
        message: header.error.message,
        headerCopyUsable: (await readHeaderCopy(home)) !== null,
      };
  }
}

/** A slot without what wraps the vault key. */
export function shownSlot({ id, kind, createdAt }: VaultHeader['slots'][number]): VaultSlot {
  return { id, kind, createdAt };
}

/** Puts the header's copy in the place of a damaged or lost header. */
export async function restoreHeaderCopy(home: string): Promise<Result<void, 'vault-exists' | 'vault-damaged'>> {
  const header = await readHeader(home);
  if (header.ok || header.error.code === 'vault-newer') {
    return failure('vault-exists', 'The vault header is whole; there is nothing to restore.');
  }
  const copy = await readHeaderCopy(home);
  if (copy === null) return noCopy();
  await writeFileAtomically(headerPath(home), copy);
  return success();
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

function noCopy(): Failed<'vault-damaged'> {
  return failure('vault-damaged', 'The copy of the vault header is missing or damaged too. Restore a backup.');
}
