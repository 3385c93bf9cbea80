import { z } from 'zod';
import { absentLook, completeness } from './completeness.ts';
import { connectionId, environmentId, keyId, projectId, remoteKeyId } from './ids.ts';
import { datedFact, instant } from './instant.ts';
import { keyKind } from './key.ts';
import { providerId } from './text.ts';

/** What a provider calls a key's state, in our words; `unknown` where it does not say. */
export const REMOTE_STATUSES = ['active', 'deactivated', 'revoked', 'expired', 'unknown'] as const;
export const remoteStatus = z.enum(REMOTE_STATUSES);
export type RemoteStatus = z.output<typeof remoteStatus>;

/** Where a remote key was read: the provider's API, its dashboard page, or a copied table or file. */
export const REMOTE_ORIGINS = ['api', 'dashboard', 'file'] as const;
export const remoteOrigin = z.enum(REMOTE_ORIGINS);
export type RemoteOrigin = z.output<typeof remoteOrigin>;

/** One fact as it was read: parsed where its format is known for certain, and always as it was written there. */
export const remoteDate = z.strictObject({
  /** Null where the text could not be read for certain; it is kept and never guessed. */
  at: instant.nullable(),
  precision: z.enum(['day', 'instant', 'relative']),
  text: z.string().max(200),
  /** Set where no list told it but a header of the answer. */
  header: z.literal(true).optional(),
});
export type RemoteDate = z.output<typeof remoteDate>;

/**
 * A key as one reading of a provider saw it: metadata only. A field is null where the provider does not say, and
 * `expires: 'never'` where it says that there is no end. Every way to sync ends in a list of these.
 */
export const remoteKeyDraft = z.strictObject({
  /** The provider's own id, where it has one. */
  remoteId: z.string().max(500).nullable(),
  name: z.string().max(500),
  /** Visible start and end of the value, without the masking characters. */
  prefix: z.string().max(100),
  suffix: z.string().max(100),
  kind: keyKind.nullable(),
  status: remoteStatus,
  /** The provider's own word for the status. */
  statusText: z.string().max(200),
  scopes: z.array(z.string().max(500)).max(1000).nullable(),
  created: remoteDate.nullable(),
  createdBy: z.string().max(500).nullable(),
  lastUsed: z.union([remoteDate, z.literal('never')]).nullable(),
  expires: z.union([remoteDate, z.literal('never')]).nullable(),
  description: z.string().max(2000).nullable(),
  /** The provider's name for the environment or project that the key belongs to. */
  environment: z.string().max(500).nullable(),
});
export type RemoteKeyDraft = z.output<typeof remoteKeyDraft>;

/** What a listing, on a page or by API, can tell of a key beside its names and its value. */
export const LISTED_FACTS = [
  'status',
  'scopes',
  'created',
  'createdBy',
  'lastUsed',
  'expires',
  'description',
  'environment',
] as const;

/** How sure a match is, and why; `person` links and ignores are never changed by a sync. */
export const matchReason = z.enum(['remote-id', 'prefix', 'suffix', 'name', 'only-one', 'person']);

export const remoteKey = z.strictObject({
  id: remoteKeyId,
  connectionId,
  remoteId: z.string().nullable(),
  name: z.string(),
  prefix: z.string(),
  suffix: z.string(),
  kind: keyKind.nullable(),
  status: remoteStatus,
  statusText: z.string(),
  scopes: z.array(z.string()).nullable(),
  created: datedFact.nullable(),
  createdBy: z.string().nullable(),
  lastUsed: datedFact.nullable(),
  expires: datedFact.nullable(),
  /** What was read where a date could not be: "created", "lastUsed", "expires" to its text. */
  unreadDates: z.record(z.string(), z.string()),
  neverExpires: z.boolean(),
  neverUsed: z.boolean(),
  description: z.string().nullable(),
  environment: z.string().nullable(),
  origin: remoteOrigin,
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** Since when a complete list lacks it; one look alone does not make it gone. */
  missingAt: instant.nullable(),
  /** Since when it is gone: two complete looks lack it, or one does and a person says so. */
  goneAt: instant.nullable(),
  /** On what `missingAt` and `goneAt` rest, oldest first. */
  absence: z.array(absentLook),
  match: z
    .strictObject({ keyId, confidence: z.number().min(0).max(1), reason: matchReason, detail: z.string() })
    .nullable(),
  ignored: z.boolean(),
});
export type RemoteKey = z.output<typeof remoteKey>;

export const DRIFT_KINDS = [
  'unknown-at-provider',
  'missing-at-provider',
  'gone-at-provider',
  'revoked-at-provider',
  'deactivated-at-provider',
  'expired-at-provider',
  'active-at-provider',
  'value-differs',
  'expiry-differs',
  'scopes-differ',
  'name-differs',
  'unused',
  'secret-in-client',
  'same-key-in-environments',
] as const;
export const driftKind = z.enum(DRIFT_KINDS);
export type DriftKind = z.output<typeof driftKind>;

/** Actions that change the vault and need nothing more than a yes. */
export const settleAction = z.enum([
  'confirm-gone',
  'mark-revoked',
  'mark-deactivated',
  'take-provider-date',
  'keep-typed-date',
  'take-scopes',
  'rename',
  'ignore',
]);
export type SettleAction = z.output<typeof settleAction>;

/** The action that settles a drift; those that are not settled at once open something, or ask for a value first. */
export const driftAction = z.enum([...settleAction.options, 'adopt', 'open-dashboard', 'replace-value', 'show-key']);

export const drift = z.strictObject({
  kind: driftKind,
  connectionId,
  remoteKeyId: remoteKeyId.nullable(),
  keyId: keyId.nullable(),
  remoteName: z.string(),
  keyName: z.string(),
  projectId: projectId.nullable(),
  environmentId: environmentId.nullable(),
  /** In words, both sides with their origin. */
  detail: z.string(),
  /** Most fitting first. */
  actions: z.array(driftAction).min(1),
});
export type Drift = z.output<typeof drift>;

export const connectionWay = z.enum(['api', 'dashboard', 'file']);

export const rateLimitBudget = z.strictObject({
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  resetsAt: instant.nullable(),
});

export const syncOutcome = z.strictObject({
  startedAt: instant,
  finishedAt: instant.nullable(),
  status: z.enum(['running', 'done', 'failed', 'cancelled']),
  way: connectionWay,
  seen: z.int().min(0),
  new: z.int().min(0),
  changed: z.int().min(0),
  /** Not in this complete list, for the first time. */
  missing: z.int().min(0),
  gone: z.int().min(0),
  /** Null where nothing was read. */
  completeness: completeness.nullable(),
  rateLimit: rateLimitBudget.nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});
export type SyncOutcome = z.output<typeof syncOutcome>;

/** A person's link to one account, organisation or project at a provider. Its credential is sealed and never shown. */
export const connection = z.strictObject({
  id: connectionId,
  provider: providerId,
  name: z.string(),
  /** Origin and path under which the API is asked; null: the definition's own. */
  baseUrl: z.string().nullable(),
  /** The page with the keys; null: the definition's own. */
  dashboardUrl: z.string().nullable(),
  /** The id of one of the definition's plans; null where it has none or none was chosen. */
  plan: z.string().nullable(),
  /** What the API needs besides the credential: account, organisation or project ids, by the definition's names. */
  parameters: z.record(z.string(), z.string()),
  hasCredential: z.boolean(),
  projectId: projectId.nullable(),
  /** Where the provider's environments are ours; an empty name is the default for keys without one. */
  environments: z.array(z.strictObject({ remote: z.string(), environmentId })),
  syncEveryMs: z.int().min(300_000).nullable(),
  /** How a person wants it synced; null: as the definition has it. A file can be read in any case. */
  chosenWay: z.enum(['api', 'dashboard']).nullable(),
  lastSync: syncOutcome.nullable(),
  /** When the snapshot that is shown was taken; null before the first. */
  snapshotAt: instant.nullable(),
  remoteKeyCount: z.int().min(0),
  driftCount: z.int().min(0),
});
export type Connection = z.output<typeof connection>;
