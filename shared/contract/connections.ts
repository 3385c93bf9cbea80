import { z } from 'zod';
import { connectionId, environmentId, projectId } from '../domain/ids.ts';
import { connection, syncOutcome } from '../domain/remote-key.ts';
import { displayName, providerId } from '../domain/text.ts';
import { procedure } from './procedure.ts';

/** What a person says of a connection. Absent: as it is, or the default; null: taken away. */
const fields = {
  name: displayName.optional(),
  baseUrl: z.string().max(2_000).nullable().optional(),
  dashboardUrl: z.string().max(2_000).nullable().optional(),
  plan: z.string().max(100).nullable().optional(),
  parameters: z.record(z.string().max(100), z.string().max(500)).optional(),
  projectId: projectId.nullable().optional(),
  environments: z
    .array(z.strictObject({ remote: z.string().max(500), environmentId }))
    .max(200)
    .optional(),
  syncEveryMs: z.int().nullable().optional(),
  way: z.enum(['api', 'dashboard']).nullable().optional(),
};

/** The parts that an authentication method of the definition asks for, by their field names. */
const credential = z.strictObject({
  method: z.string().max(100),
  fields: z.record(z.string().max(100), z.string().max(20_000)),
});

const fieldErrors = [
  'name-invalid',
  'name-taken',
  'address-invalid',
  'value-invalid',
  'duration-invalid',
  'project-not-found',
  'environment-not-found',
] as const;

/** A connection with what is going on with it in this app now. */
export const connectionState = z.strictObject({
  connection,
  /** How it is synced when nobody says otherwise. `dashboard` and `file` need a person. */
  way: z.enum(['api', 'dashboard', 'file']),
  /** The sync that runs now; `pages` is null where the provider does not say how many there are. */
  running: z.strictObject({ page: z.int().min(0), pages: z.int().min(0).nullable(), keys: z.int().min(0) }).nullable(),
  /** When the schedule syncs it next; null where it does not. */
  nextSyncAt: z.int().nullable(),
  /** Whether its dashboard window is open. */
  dashboardOpen: z.boolean(),
});
export type ConnectionState = z.output<typeof connectionState>;

export const connections = {
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ connections: z.array(connectionState) }),
    errors: ['vault-locked'],
  }),
  /** The connection and its credential in one change: a credential that cannot be taken adds nothing. */
  add: procedure({
    request: z.strictObject({ provider: providerId, credential: credential.optional(), ...fields }),
    response: z.strictObject({ connectionId }),
    errors: ['vault-locked', 'provider-not-found', ...fieldErrors],
  }),
  /** `credential`: absent, it stays; null takes it away. It is never given back. */
  edit: procedure({
    request: z.strictObject({ connectionId, credential: credential.nullable().optional(), ...fields }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'connection-not-found', ...fieldErrors],
  }),
  /** With its credential, snapshot, history and the browser profile of its dashboard. Keys stay. */
  remove: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /** Asks the provider with the credential whether it may list keys; nothing is kept. */
  test: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({
      result: z.enum(['works', 'refused', 'limited', 'unreachable']),
      message: z.string(),
      /** What to look at, in the words of the provider's own troubleshooting. */
      hints: z.array(z.string()),
    }),
    errors: [
      'vault-locked',
      'connection-not-found',
      'unsupported',
      'credential-missing',
      'parameter-missing',
      'address-invalid',
      'cancelled',
    ],
  }),
  /**
   * Syncs one connection by its API and answers when it has ended; one that is running is joined. A failure of the
   * provider is in the outcome. `unsupported`: it is synced from its dashboard or a file.
   */
  sync: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({ outcome: syncOutcome, skipped: z.array(z.string()) }),
    errors: ['vault-locked', 'connection-not-found', 'unsupported'],
  }),
  /** Starts a sync of every connection that has an API and a credential. `started` may be empty. */
  syncAll: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ started: z.array(connectionId) }),
    errors: ['vault-locked'],
  }),
  cancelSync: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({ wasRunning: z.boolean() }),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /** Newest first. */
  syncs: procedure({
    request: z.strictObject({ connectionId, limit: z.int().min(1).max(200).default(20) }),
    response: z.strictObject({ syncs: z.array(syncOutcome) }),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /**
   * Opens the provider's page of keys in a window of its own, with a profile that belongs to this connection only and
   * stays signed in. Brings it to the front where it is open. `unsupported`: this desktop has no such window.
   */
  openDashboard: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'connection-not-found', 'address-invalid', 'unsupported'],
  }),
  closeDashboard: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({ wasOpen: z.boolean() }),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /** Closes the dashboard and erases its profile: signed out, as if it had never been opened. */
  forgetDashboard: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'connection-not-found', 'unsupported'],
  }),
};
