import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { AbsentLook } from '#shared/domain/completeness.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import type { DriftKind, RemoteKey, SettleAction } from '#shared/domain/remote-key.ts';
import { keyName, longText, scope } from '#shared/domain/text.ts';
import { connectionRow } from '../connections/connection-rows.ts';
import { type RemoteKeyRow, remoteKeyNotFound, remoteKeyOf, remoteKeyRow } from '../connections/remote-key-rows.ts';
import { type AddKeyError, addKey } from '../keys/add-key.ts';
import { renameKey } from '../keys/arrange-keys.ts';
import { editKey, type FieldError } from '../keys/edit-key.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { visibleEnds } from '../keys/visible-ends.ts';
import { findProvider } from '../providers/catalogue.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { driftToken } from './drift.ts';
import { linkRemoteKey, setIgnored } from './links.ts';
import { contradicts } from './match-keys.ts';
import { takeReportedDates } from './provider-dates.ts';

type SettleError = 'remote-key-not-found' | 'key-not-found' | 'name-taken' | 'name-invalid' | 'conflict' | FieldError;

/**
 * Settles one drift.
 * @returns the change that can be taken back, or null where it changed no key: the drift was let stand, or a person said that
 * the remote key is gone
 */
export function settleDrift(
  store: Store,
  request: { kind: DriftKind; remoteKeyId: string; action: SettleAction },
): Result<Undoable | null, SettleError> {
  return store.write((): Result<Undoable | null, SettleError> => {
    const row = remoteKeyRow(store, request.remoteKeyId);
    if (row === null) return remoteKeyNotFound();
    const remote = remoteKeyOf(row);
    if (request.action === 'ignore' && remote.match === null) {
      const ignored = setIgnored(store, row.id, true);
      return ignored.ok ? success<Undoable | null>(null) : ignored;
    }
    if (remote.match === null) {
      return failure('conflict', 'It is not linked to a key here any more. Look at the list again.');
    }
    const { keyId } = remote.match;
    switch (request.action) {
      case 'ignore':
      case 'keep-typed-date':
        accept(store, row, request.kind, remote);
        return success<Undoable | null>(null);
      case 'confirm-gone':
        return confirmGone(store, row, remote);
      case 'mark-revoked':
        if (request.kind === 'gone-at-provider' && remote.goneAt === null) {
          return failure('conflict', 'The provider lists it again, or it is not certain that it is gone.');
        }
        return editKey(store, keyId, { status: 'revoked' });
      case 'mark-deactivated':
        return editKey(store, keyId, { status: 'deactivated' });
      case 'take-provider-date':
        return takeExpiry(store, keyId, remote);
      case 'take-scopes':
        return editKey(store, keyId, { scopes: usableScopes(remote) });
      case 'rename': {
        const name = keyName.safeParse(remote.name);
        if (!name.success) return failure('name-invalid', 'What the provider calls it cannot be the name of a key.');
        return renameKey(store, keyId, name.data);
      }
    }
  });
}

/** A person's yes makes a key gone that a complete list lacks. */
function confirmGone(store: Store, row: RemoteKeyRow, remote: RemoteKey): Result<null, 'conflict'> {
  if (remote.missingAt === null || remote.goneAt !== null) {
    return failure('conflict', 'No complete list lacks it, or it counts as gone already. Look at the list again.');
  }
  const at = store.now();
  const yes: AbsentLook = { at, way: 'person', evidence: 'A person said that it is gone.' };
  store
    .sql('UPDATE remote_keys SET gone_at = ?, absence = ? WHERE id = ?')
    .run(at, JSON.stringify([...remote.absence, yes]), row.id);
  bumpRevision(store);
  const connection = connectionRow(store, row.connection_id);
  const detail = `said that "${row.name}" is gone`;
  recordActivity(store, {
    ...{ what: 'connection-changed', subject: connection?.name ?? '', detail },
    ...(row.key_id === null ? {} : { keyId: row.key_id }),
  });
  return success(null);
}

function takeExpiry(
  store: Store,
  keyId: string,
  { expires, neverExpires }: RemoteKey,
): Result<Undoable, 'conflict' | 'key-not-found' | FieldError> {
  if (expires === null && !neverExpires) {
    return failure('conflict', 'The provider does not report an end any more.');
  }
  return editKey(store, keyId, { expires });
}

function accept(store: Store, row: RemoteKeyRow, kind: DriftKind, remote: RemoteKey): void {
  const accepted = { ...(JSON.parse(row.accepted) as Record<string, string>), [kind]: driftToken(kind, remote) };
  store.sql('UPDATE remote_keys SET accepted = ? WHERE id = ?').run(JSON.stringify(accepted), row.id);
  bumpRevision(store);
}

function usableScopes({ scopes }: RemoteKey): string[] {
  return (scopes ?? []).filter((one) => scope.safeParse(one).success);
}

export type AdoptRequest = {
  remoteKeyId: string;
  environmentId: string;
  /** A name that `keyName` of the domain accepts. */
  name: string;
  /** The value that a person pasted. */
  bytes: Uint8Array;
  kind?: KeyKind | undefined;
};

/** Takes an unknown key of a provider in: a new key with the pasted value, what the provider says of it, and the link. */
export function adoptRemoteKey(
  store: Store,
  request: AdoptRequest,
): Result<{ keyId: KeyId } & Undoable, AddKeyError | 'remote-key-not-found' | 'key-not-found' | 'conflict'> {
  return store.write(
    (): Result<{ keyId: KeyId } & Undoable, AddKeyError | 'remote-key-not-found' | 'key-not-found' | 'conflict'> => {
      const row = remoteKeyRow(store, request.remoteKeyId);
      if (row === null) return remoteKeyNotFound();
      const remote = remoteKeyOf(row);
      const connection = connectionRow(store, row.connection_id);
      if (connection === null) return keyNotFound();
      const kind = request.kind ?? remote.kind ?? 'secret';
      if (contradicts({ draft: remote }, visibleEnds(request.bytes, kind))) {
        return failure(
          'conflict',
          `That is the value of another key: the provider shows ${remote.prefix}…${remote.suffix} for "${remote.name}".`,
        );
      }
      const added = addKey(store, {
        environmentId: request.environmentId,
        name: request.name,
        kind,
        bytes: request.bytes,
        provider: findProvider(connection.provider)?.id ?? connection.provider,
        scopes: usableScopes(remote),
        ...(remote.description === null ? {} : { notes: longText.parse(remote.description) }),
      });
      if (!added.ok) return added;
      const linked = linkRemoteKey(store, row.id, added.value.keyId);
      if (!linked.ok) return linked;
      const fresh = remoteKeyRow(store, row.id);
      if (fresh !== null) takeReportedDates(store, [remoteKeyOf(fresh)]);
      return added;
    },
  );
}
