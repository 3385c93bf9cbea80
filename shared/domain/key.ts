import { z } from 'zod';
import { environmentId, keyId, projectId, versionId } from './ids.ts';
import { datedFact, dateOrigin, instant } from './instant.ts';
import { KEY_KINDS, KEY_STATUSES } from './key-status.ts';

export const keyKind = z.enum(KEY_KINDS);
export type KeyKind = z.output<typeof keyKind>;

/** What is known of a key besides its dates. Expiring and expired are worked out from the expiry, see `keyStatusAt`. */
export const storedStatus = z.enum(['active', 'deactivated', 'revoked']);
export type StoredStatus = z.output<typeof storedStatus>;

export const keyStatus = z.enum(KEY_STATUSES);
export type KeyStatus = z.output<typeof keyStatus>;

/** Milliseconds, see `instant`. */
const rowInstant = z.number();

/**
 * A row of the board and of the lists. Everything that is safe to show without a reveal.
 *
 * Lists have ten thousands of rows, and each answer is parsed: here the types are checked, and what is not named is left
 * out. That ids are ids and instants are instants was checked when the row was written.
 */
export const keySummary = z.object({
  id: z.string().brand<'KeyId'>(),
  projectId: z.string().brand<'ProjectId'>(),
  environmentId: z.string().brand<'EnvironmentId'>(),
  name: z.string(),
  provider: z.string().nullable(),
  kind: keyKind,
  status: storedStatus,
  /** The start and end of the current value that are safe to show; empty where nothing is. */
  prefix: z.string(),
  suffix: z.string(),
  scopes: z.array(z.string()),
  tags: z.array(z.string()),
  consumer: z.string().nullable(),
  /** When the provider made it, where known. */
  createdAt: rowInstant.nullable(),
  expiresAt: rowInstant.nullable(),
  expiresOrigin: dateOrigin.nullable(),
  /** ISO 8601 duration, such as P90D; null: the environment's policy applies. */
  rotateEvery: z.string().nullable(),
  lastUsedAt: rowInstant.nullable(),
  /** How many versions it has, and when the current one was set. */
  versions: z.number(),
  rotatedAt: rowInstant,
  archivedAt: rowInstant.nullable(),
  deletedAt: rowInstant.nullable(),
  updatedAt: rowInstant,
});
export type KeySummary = z.output<typeof keySummary>;

export const versionState = z.enum(['current', 'previous', 'retired']);
export type VersionState = z.output<typeof versionState>;

export const keyVersion = z.strictObject({
  id: versionId,
  /** 1 for the first value, counting up. */
  number: z.int().min(1),
  state: versionState,
  prefix: z.string(),
  suffix: z.string(),
  /** Client id, user name, public key or file name; see `KEY_KINDS`. */
  identifier: z.string().nullable(),
  lengthBytes: z.int().min(0),
  /** False once the value was discarded; the version stays as history. */
  hasValue: z.boolean(),
  createdAt: instant,
  retiredAt: instant.nullable(),
});
export type KeyVersion = z.output<typeof keyVersion>;

export const sameValueKey = z.strictObject({
  keyId,
  name: z.string(),
  project: z.string(),
  environment: z.string(),
});
export type SameValueKey = z.output<typeof sameValueKey>;

/** Everything the drawer shows of a key. */
export const keyDetail = z.strictObject({
  id: keyId,
  projectId,
  environmentId,
  name: z.string(),
  provider: z.string().nullable(),
  kind: keyKind,
  status: storedStatus,
  consumer: z.string().nullable(),
  description: z.string(),
  notes: z.string(),
  scopes: z.array(z.string()),
  tags: z.array(z.string()),
  created: datedFact.nullable(),
  expires: datedFact.nullable(),
  lastUsed: datedFact.nullable(),
  rotateEvery: z.string().nullable(),
  versions: z.array(keyVersion),
  /** Other keys that hold the same value. */
  sameValue: z.array(sameValueKey),
  addedAt: instant,
  updatedAt: instant,
  archivedAt: instant.nullable(),
  deletedAt: instant.nullable(),
});
export type KeyDetail = z.output<typeof keyDetail>;
