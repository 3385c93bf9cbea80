import type { TextSync } from '#core/connections/sync-text.ts';
import type { LinkedPlace } from '#core/matching/linked-places.ts';
import type { ApiSync } from '#core/sync/run-sync.ts';
import type { Connection, Drift, RemoteKey, SyncOutcome } from '#shared/domain/remote-key.ts';
import { isoOf } from './key-json.ts';

export type KeyPlaces = ReadonlyMap<string, LinkedPlace>;

/** What a sync by API or from a file ended with, as far as it is printed. */
export type SyncReport = TextSync & Pick<ApiSync, 'skipped'>;

/** A connection as `connections --json` has it; part of the command line's stable output. */
export function connectionJson(
  connection: Connection,
  project: string | null,
  environmentNames: ReadonlyMap<string, string>,
) {
  const { lastSync } = connection;
  return {
    id: connection.id,
    name: connection.name,
    provider: connection.provider,
    baseUrl: connection.baseUrl,
    dashboardUrl: connection.dashboardUrl,
    plan: connection.plan,
    parameters: connection.parameters,
    hasCredential: connection.hasCredential,
    project,
    environments: connection.environments.map(({ remote, environmentId }) => ({
      remote,
      environment: environmentNames.get(environmentId) ?? null,
    })),
    syncEveryMs: connection.syncEveryMs,
    way: connection.chosenWay,
    remoteKeys: connection.remoteKeyCount,
    drift: connection.driftCount,
    snapshotAt: isoOf(connection.snapshotAt),
    lastSync: lastSync === null ? null : outcomeJson(lastSync),
  };
}

function outcomeJson({ status, way, seen, new: added, changed, gone, error, ...rest }: SyncOutcome) {
  return {
    status,
    way,
    seen,
    new: added,
    changed,
    gone,
    rateLimit: rateLimitJson(rest.rateLimit),
    startedAt: isoOf(rest.startedAt),
    finishedAt: isoOf(rest.finishedAt),
    error,
  };
}

function rateLimitJson(budget: SyncOutcome['rateLimit']) {
  return budget === null
    ? null
    : { limit: budget.limit, remaining: budget.remaining, resetsAt: isoOf(budget.resetsAt) };
}

/** What `sync --json` prints of a connection. */
export function syncJson(
  connection: Pick<Connection, 'name' | 'provider'>,
  {
    outcome,
    duplicates,
    completeness,
    skipped,
  }: Pick<SyncReport, 'outcome' | 'duplicates' | 'completeness' | 'skipped'>,
  unmatched: number,
  drift: readonly Drift[],
  places: KeyPlaces,
) {
  const { status, seen, new: added, changed, missing, gone, rateLimit, startedAt, finishedAt, error, way } = outcome;
  return {
    connection: connection.name,
    provider: connection.provider,
    status,
    seen,
    new: added,
    changed,
    missing,
    gone,
    unmatched,
    drift: drift.map((one) => driftJson(one, places)),
    rateLimit: rateLimitJson(rateLimit),
    startedAt: isoOf(startedAt),
    finishedAt: isoOf(finishedAt),
    error,
    way,
    completeness: completeness?.kind ?? null,
    evidence: completeness?.evidence ?? [],
    duplicates,
    skipped,
  };
}

/** `remote` and `key` are names; a key's place and the ids stand beside them. */
export function driftJson(drift: Drift, places: KeyPlaces) {
  const place = drift.keyId === null ? undefined : places.get(drift.keyId);
  return {
    kind: drift.kind,
    remote: drift.remoteName,
    key: drift.keyId === null ? null : drift.keyName,
    detail: drift.detail,
    actions: drift.actions,
    remoteKeyId: drift.remoteKeyId,
    keyId: drift.keyId,
    project: place?.project ?? null,
    environment: place?.environment ?? null,
  };
}

/** `environment` is the provider's word; where the matched key is stands in `match`. */
export function remoteKeyJson(remote: RemoteKey, places: KeyPlaces) {
  const { match } = remote;
  const place = match === null ? undefined : places.get(match.keyId);
  return {
    id: remote.id,
    name: remote.name,
    prefix: remote.prefix,
    suffix: remote.suffix,
    kind: remote.kind,
    status: remote.status,
    scopes: remote.scopes,
    createdAt: isoOf(remote.created?.at ?? null),
    createdBy: remote.createdBy,
    lastUsedAt: isoOf(remote.lastUsed?.at ?? null),
    expiresAt: isoOf(remote.expires?.at ?? null),
    description: remote.description,
    environment: remote.environment,
    key: place?.name ?? null,
    origin: remote.origin,
    remoteId: remote.remoteId,
    statusText: remote.statusText,
    neverExpires: remote.neverExpires,
    neverUsed: remote.neverUsed,
    unreadDates: remote.unreadDates,
    firstSeenAt: isoOf(remote.firstSeenAt),
    lastSeenAt: isoOf(remote.lastSeenAt),
    missingAt: isoOf(remote.missingAt),
    goneAt: isoOf(remote.goneAt),
    absence: remote.absence.map(({ at, way, evidence }) => ({ at: isoOf(at), way, evidence })),
    ignored: remote.ignored,
    match:
      match === null
        ? null
        : {
            keyId: match.keyId,
            project: place?.project ?? null,
            environment: place?.environment ?? null,
            confidence: match.confidence,
            reason: match.reason,
            detail: match.detail,
          },
  };
}
