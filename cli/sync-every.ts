import { failure, type Result, success } from '#shared/contract/result.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const LONGEST_MS = 365 * 86_400_000;

/** How often a connection is synced, in milliseconds: `30min`, `6h`, `1d`; null for `never`. */
export function parseSyncEvery(text: string): Result<number | null, 'duration-invalid'> {
  const typed = text.trim().toLowerCase();
  if (typed === 'never') return success<number | null>(null);
  const [, digits = '', unit = ''] = /^(\d{1,6}) ?(min|h|d)$/.exec(typed) ?? [];
  const everyMs = Number(digits) * (UNIT_MS[unit] ?? Number.NaN);
  if (!(everyMs > 0 && everyMs <= LONGEST_MS)) {
    return failure(
      'duration-invalid',
      '--sync-every takes a time of up to a year such as 30min, 6h or 1d, or "never".',
    );
  }
  return success<number | null>(everyMs);
}
