import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { type ConnectionRow, connectionRow } from '../../connections/connection-rows.ts';
import { remoteKeyOf, remoteKeyRow } from '../../connections/remote-key-rows.ts';
import { runSync, syncsByApi } from '../../sync/run-sync.ts';
import { stepOfKind } from '../rotation-rows.ts';
import type { RotationRun } from '../rotation-run.ts';

/** What the provider's own list says of the old key. */
export type Listed = {
  /** Read since the old key was ended; an older reading shows nothing. */
  readonly fresh: boolean;
  /** Whether it reads the list only with a person's help: from the dashboard or a file. */
  readonly byPerson: boolean;
  readonly status: RemoteKey['status'] | 'gone';
  /** Milliseconds; null where the list does not tell, or not to the minute. */
  readonly lastUsed: number | 'never' | null;
};

/**
 * Looks the old key up in what the last sync saw of its connection, after another sync where an API is asked. Null where it
 * is not known which one it is, or where the new value lives under the same entry.
 */
export async function lookAtListing(run: RotationRun): Promise<Listed | null> {
  const { store, facts } = run;
  const connection = connectionOf(run);
  // What support does to an entry, nobody knows.
  if (run.row.strategy === 'cannot-deactivate' || keepsItsEntry(run)) return null;
  if (connection === null || facts.remoteKeyId === null) return null;
  await syncFor(run, connection);
  const row = remoteKeyRow(store, facts.remoteKeyId);
  if (row === null) return null;
  const remote = remoteKeyOf(row);
  const { lastUsed } = remote;
  // A person, or Keyrail for them, has ended it: with that, one complete list without it is enough.
  const unlistedAt = remote.absence.at(-1)?.at ?? null;
  return {
    fresh: facts.endedAt !== null && (unlistedAt ?? row.last_seen_at) >= facts.endedAt,
    byPerson: !asksApi(connection),
    status: unlistedAt === null ? remote.status : 'gone',
    lastUsed: remote.neverUsed ? 'never' : lastUsed?.precision === 'instant' ? lastUsed.at : null,
  };
}

/** Syncs the rotation's connection where an API gives the list; what goes wrong is on the connection's record. */
export async function syncFor(run: RotationRun, connection = connectionOf(run)): Promise<void> {
  if (connection === null || !asksApi(connection)) return;
  const { clock, limits, longestWaitMs, signal } = run.options;
  await runSync(run.store, connection.id, {
    ...(clock === undefined ? {} : { clock }),
    ...(limits === undefined ? {} : { limits }),
    ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Whether the provider gave the old entry a new value, so that what it lists there is the new key. */
export function keepsItsEntry({ store, id, facts }: RotationRun): boolean {
  if (facts.newRemoteId !== null) return facts.newRemoteId === facts.oldRemoteId;
  return stepOfKind(store, id, 'regenerate') !== null;
}

function connectionOf({ store, row }: RotationRun): ConnectionRow | null {
  return row.connection_id === null ? null : connectionRow(store, row.connection_id);
}

function asksApi(connection: ConnectionRow): boolean {
  return connection.credential_id !== null && syncsByApi(connection);
}
