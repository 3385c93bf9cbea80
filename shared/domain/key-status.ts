// Plain values and functions, apart from the schemas: a window and the command line use them without loading zod.
import type { KeyStatus, StoredStatus } from './key.ts';

/**
 * Every kind has one secret value. Three also have an identifier that is not secret:
 * an OAuth client its client id, a user name with password its user name, a key pair or file its public key or file name.
 */
export const KEY_KINDS = [
  'secret',
  'publishable',
  'token',
  'oauth-client',
  'key-pair',
  'file',
  'username-password',
] as const;

export const KEY_STATUSES = ['active', 'expiring', 'expired', 'deactivated', 'revoked', 'archived', 'deleted'] as const;

/** How long before its expiry a key counts as expiring, in milliseconds (30 days). */
export const EXPIRING_WITHIN_MS = 30 * 86_400_000;

/** The status that a person sees at the instant `now` (milliseconds). */
export function keyStatusAt(
  key: { status: StoredStatus; expiresAt: number | null; archivedAt: number | null; deletedAt: number | null },
  now: number,
): KeyStatus {
  if (key.deletedAt !== null) return 'deleted';
  if (key.archivedAt !== null) return 'archived';
  if (key.status !== 'active') return key.status;
  if (key.expiresAt === null) return 'active';
  if (key.expiresAt <= now) return 'expired';
  return key.expiresAt - now <= EXPIRING_WITHIN_MS ? 'expiring' : 'active';
}
