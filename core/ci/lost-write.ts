import type { RemoteSecret } from '#shared/domain/ci.ts';

/** What a look tells of a write whose answer never came. */
export type LostWrite = 'taken' | 'not-taken' | 'unknown';

/**
 * Whether a write was taken, by what was there before and what is there now. Only what the target itself tells decides;
 * where it tells nothing it stays unknown.
 * @param known what was there before the write; null: nothing of that name
 * @param fits whether what the target shows now is so of the value that was sent, and of the one before; `exact` where it
 * shows the whole value and not only its end
 */
export function judgeLostWrite(
  known: RemoteSecret | null,
  now: RemoteSecret | null,
  fits: { readonly sent: boolean | null; readonly before: boolean | null; readonly exact: boolean },
): LostWrite {
  if (now === null) return 'not-taken';
  if (fits.sent === false) return 'not-taken';
  if (known === null || (fits.exact && fits.sent === true)) return 'taken';
  // Two values may end alike; then the end tells nothing.
  if (fits.sent === true && fits.before !== true && known.tail !== now.tail) return 'taken';
  if (known.updatedAt === null || now.updatedAt === null) return 'unknown';
  return now.updatedAt > known.updatedAt ? 'taken' : 'not-taken';
}
