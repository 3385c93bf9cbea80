import { parseRecoveryCode } from '../crypto/recovery-code.ts';
import { wipe } from '../crypto/secret-bytes.ts';
import { type HeaderSlot, readHeader } from './header.ts';
import { opensSlot, recoverySlotKey } from './slots.ts';

/**
 * Whether a recovery code opens the vault as it lies on the disk: now, once the next unlock has finished what was begun
 * (`coming`), or not at all. After a failure this says what is so; `unknown` where the header cannot be read.
 */
export async function recoveryCodeState(
  home: string,
  code: string,
): Promise<'in-force' | 'coming' | 'not' | 'unknown'> {
  const header = await readHeader(home).catch(() => null);
  const secret = parseRecoveryCode(code);
  if (header?.ok !== true || secret === null) return 'unknown';
  const { vaultId, slots, rekey } = header.value;
  const opens = (among: readonly HeaderSlot[]): boolean =>
    among.some((slot) => {
      if (slot.kind !== 'recovery') return false;
      const key = recoverySlotKey(slot, secret);
      try {
        return opensSlot(vaultId, slot, key);
      } finally {
        wipe(key);
      }
    });
  try {
    if (opens(slots)) return 'in-force';
    return opens(rekey?.slots ?? []) ? 'coming' : 'not';
  } finally {
    wipe(secret);
  }
}
