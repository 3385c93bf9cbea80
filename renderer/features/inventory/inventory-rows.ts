import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Drift, RemoteKey } from '#shared/domain/remote-key.ts';
import { DRIFT_TITLES, endsOf } from './drift-words.ts';

/** A vault key that a remote key is matched to, by the names that a person knows it by. */
export type MatchedKey = ResponseOf<Contract['remoteKeys']['list']>['keys'][number];

/** One line: what the provider says, what it is here, and how the two disagree. */
export interface InventoryRow {
  readonly id: string;
  /** Null for a drift that is about no remote key. */
  readonly remote: RemoteKey | null;
  readonly key: MatchedKey | null;
  /** The most pressing first. */
  readonly drifts: readonly Drift[];
  /** Lower case, for searching. */
  readonly text: string;
}

export const INVENTORY_FILTERS = ['all', 'drift', 'unmatched', 'ignored', 'gone'] as const;
export type InventoryFilter = (typeof INVENTORY_FILTERS)[number];

const SEPARATOR = '\u0001';

/**
 * The lines of a connection's inventory: what disagrees comes first, the most pressing first of all; then the rest as the
 * engine lists it, ignored ones and those that are gone last. `drift` comes most pressing first.
 */
export function inventoryRows(
  remoteKeys: readonly RemoteKey[],
  keys: readonly MatchedKey[],
  drift: readonly Drift[],
): readonly InventoryRow[] {
  const byKeyId = new Map(keys.map((key) => [key.keyId, key]));
  const byRemote = new Map<string, Drift[]>();
  const pressing = new Map<string, number>();
  const alone: InventoryRow[] = [];
  for (const [place, each] of drift.entries()) {
    const id = each.remoteKeyId ?? `${each.kind} ${each.keyId ?? each.keyName}`;
    pressing.set(id, Math.min(pressing.get(id) ?? place, place));
    if (each.remoteKeyId === null) {
      const key = each.keyId === null ? null : (byKeyId.get(each.keyId) ?? null);
      alone.push({ id, remote: null, key, drifts: [each], text: textOfDrift(each, key) });
      continue;
    }
    const known = byRemote.get(each.remoteKeyId);
    if (known === undefined) byRemote.set(each.remoteKeyId, [each]);
    else known.push(each);
  }
  const listed = remoteKeys.map((remote): InventoryRow => {
    const key = remote.match === null ? null : (byKeyId.get(remote.match.keyId) ?? null);
    const drifts = byRemote.get(remote.id) ?? [];
    return { id: remote.id, remote, key, drifts, text: textOf(remote, key, drifts) };
  });
  const rank = (row: InventoryRow): number => {
    if (row.drifts.length > 0) return 0;
    if (row.remote === null || !isListed(row.remote)) return 3;
    return row.remote.ignored ? 2 : 1;
  };
  return [...alone, ...listed].sort(
    (a, b) => rank(a) - rank(b) || (pressing.get(a.id) ?? 0) - (pressing.get(b.id) ?? 0),
  );
}

function textOf(remote: RemoteKey, key: MatchedKey | null, drifts: readonly Drift[]): string {
  const parts = [remote.name, endsOf(remote), remote.statusText || remote.status, ...(remote.scopes ?? [])];
  if (remote.createdBy !== null) parts.push(remote.createdBy);
  if (remote.environment !== null) parts.push(remote.environment);
  if (remote.description !== null) parts.push(remote.description);
  if (key !== null) parts.push(key.name, key.project, key.environment);
  for (const { kind } of drifts) parts.push(DRIFT_TITLES[kind]);
  return parts.join(SEPARATOR).toLowerCase();
}

function textOfDrift(drift: Drift, key: MatchedKey | null): string {
  const place = key === null ? [] : [key.project, key.environment];
  return [drift.remoteName, drift.keyName, DRIFT_TITLES[drift.kind], ...place].join(SEPARATOR).toLowerCase();
}

function fits(row: InventoryRow, filter: InventoryFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'drift':
      return row.drifts.length > 0;
    case 'unmatched':
      return isUnmatched(row);
    case 'ignored':
      return row.remote?.ignored === true;
    case 'gone':
      return row.remote !== null && !isListed(row.remote);
  }
}

/** Listed at the provider, and nobody here knows what it is. */
export function isUnmatched({ remote }: InventoryRow): boolean {
  return remote !== null && remote.match === null && isListed(remote) && !remote.ignored;
}

/** In the last whole list, as far as there is one. */
export function isListed({ missingAt, goneAt }: Pick<RemoteKey, 'missingAt' | 'goneAt'>): boolean {
  return missingAt === null && goneAt === null;
}

/** How many lines each filter leaves. */
export function countsOf(rows: readonly InventoryRow[]): Readonly<Record<InventoryFilter, number>> {
  const counts = { all: rows.length, drift: 0, unmatched: 0, ignored: 0, gone: 0 };
  for (const row of rows) {
    for (const filter of ['drift', 'unmatched', 'ignored', 'gone'] as const) if (fits(row, filter)) counts[filter] += 1;
  }
  return counts;
}

/** The lines that a filter leaves and that have every word of `text` somewhere. */
export function findRows(
  rows: readonly InventoryRow[],
  filter: InventoryFilter,
  text: string,
): readonly InventoryRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === 'all' && words.length === 0) return rows;
  return rows.filter((row) => fits(row, filter) && words.every((word) => row.text.includes(word)));
}
