import { z } from 'zod';
import { connectionId, environmentId, keyId, remoteKeyId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { keyKind } from '../domain/key.ts';
import { drift, driftKind, remoteKey, settleAction } from '../domain/remote-key.ts';
import { keyName } from '../domain/text.ts';
import { givenText } from './pasted.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

const vaultKey = z.strictObject({
  keyId,
  name: z.string(),
  project: z.string(),
  environment: z.string(),
});

export const remoteKeys = {
  /** What a connection's last sync saw, those that are gone last; `keys` names the vault keys they are matched to. */
  list: procedure({
    request: z.strictObject({ connectionId }),
    response: z.strictObject({ remoteKeys: z.array(remoteKey), keys: z.array(vaultKey) }),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /** What providers say of one vault key, of every connection that saw it. */
  ofKey: procedure({
    request: z.strictObject({ keyId }),
    response: z.strictObject({
      remoteKeys: z.array(
        z.strictObject({ remoteKey, connection: z.string(), provider: z.string(), snapshotAt: instant.nullable() }),
      ),
      drift: z.array(drift),
    }),
    errors: ['vault-locked', 'key-not-found'],
  }),
  /** Changes of one remote key that syncs saw, newest first. */
  history: procedure({
    request: z.strictObject({ remoteKeyId }),
    response: z.strictObject({
      changes: z.array(
        z.strictObject({ at: instant, field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
    }),
    errors: ['vault-locked', 'remote-key-not-found'],
  }),
  link: procedure({
    request: z.strictObject({ remoteKeyId, keyId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'remote-key-not-found', 'key-not-found', 'conflict'],
  }),
  unlink: procedure({
    request: z.strictObject({ remoteKeyId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'remote-key-not-found'],
  }),
  ignore: procedure({
    request: z.strictObject({ remoteKeyId, ignored: z.boolean() }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'remote-key-not-found'],
  }),
  /** Takes an unknown key in: a new key with the pasted value, what the provider says of it, and the link. */
  adopt: procedure({
    request: z.strictObject({
      remoteKeyId,
      environmentId,
      name: keyName,
      /** At most 1 MiB of UTF-8; cleaned as `keys.recognise` says. */
      value: givenText,
      verbatim: z.boolean().default(false),
      withOffered: z.boolean().default(false),
      kind: keyKind.optional(),
    }),
    response: undoable.extend({ keyId }),
    errors: [
      'vault-locked',
      'pasted-not-found',
      'remote-key-not-found',
      'environment-not-found',
      'key-not-found',
      'name-taken',
      'value-empty',
      'value-invalid',
      'value-too-large',
      'date-invalid',
      'duration-invalid',
      'conflict',
    ],
  }),
};

export const drifts = {
  /** How the snapshots and the vault disagree now: of one connection, or of all. */
  list: procedure({
    request: z.strictObject({ connectionId: connectionId.optional() }),
    response: z.strictObject({ drift: z.array(drift) }),
    errors: ['vault-locked', 'connection-not-found'],
  }),
  /** Actions besides these are procedures of their own. */
  settle: procedure({
    request: z.strictObject({
      kind: driftKind,
      remoteKeyId,
      action: settleAction,
    }),
    /** Null where the drift was only let stand. */
    response: z.strictObject({ undo: undoable.nullable() }),
    errors: [
      'vault-locked',
      'remote-key-not-found',
      'key-not-found',
      'name-taken',
      'name-invalid',
      'date-invalid',
      'duration-invalid',
      'conflict',
    ],
  }),
};
