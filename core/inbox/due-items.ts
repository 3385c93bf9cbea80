import type { InboxItem } from '#shared/contract/inbox.ts';
import type { DateOrigin } from '#shared/domain/instant.ts';
import { EXPIRING_WITHIN_MS } from '#shared/domain/key-status.ts';
import { addDuration, parseDuration } from '#shared/time/duration.ts';
import type { Store } from '../store/store.ts';

type CandidateRow = {
  id: string;
  name: string;
  provider: string | null;
  project_id: string;
  environment_id: string;
  project: string;
  environment: string;
  expires_at: number | null;
  expires_origin: DateOrigin | null;
  rotate_every: string | null;
  rotated_at: number;
};

/** Rotations are told this long ahead (14 days). */
const ROTATE_AHEAD_MS = 14 * 86_400_000;

/** What is due at the instant `now`, most urgent first: expired and expiring keys, and rotations that come up. */
export function dueItems(store: Store, now: number): InboxItem[] {
  const rows = store
    .sql(`SELECT k.id, k.name, k.provider, k.project_id, k.environment_id, p.name AS project, e.name AS environment,
        k.expires_at, k.expires_origin, k.rotate_every, k.rotated_at
      FROM keys k JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id
      WHERE k.archived_at IS NULL AND k.deleted_at IS NULL AND k.status = 'active' AND p.archived_at IS NULL
        AND (k.expires_at <= ? OR k.rotate_every IS NOT NULL)`)
    .all(now + EXPIRING_WITHIN_MS) as CandidateRow[];
  return rows.flatMap((row) => itemsOf(row, now)).sort((a, b) => a.dueAt - b.dueAt || (a.name < b.name ? -1 : 1));
}

function itemsOf(row: CandidateRow, now: number): InboxItem[] {
  const shared = {
    keyId: row.id as InboxItem['keyId'],
    projectId: row.project_id as InboxItem['projectId'],
    environmentId: row.environment_id as InboxItem['environmentId'],
    name: row.name,
    project: row.project,
    environment: row.environment,
    provider: row.provider,
  };
  const items: InboxItem[] = [];
  if (row.expires_at !== null && row.expires_at <= now + EXPIRING_WITHIN_MS) {
    items.push({
      ...shared,
      id: `expiry/${row.id}/${row.expires_at}`,
      kind: row.expires_at <= now ? 'expired' : 'expires',
      dueAt: row.expires_at,
      origin: row.expires_origin ?? 'typed',
      action: 'replace-value',
    });
  }
  const every = row.rotate_every === null ? null : parseDuration(row.rotate_every);
  if (every?.ok === true) {
    const dueAt = addDuration(row.rotated_at, every.value);
    if (dueAt <= now + ROTATE_AHEAD_MS) {
      items.push({
        ...shared,
        id: `rotation/${row.id}/${row.rotated_at}`,
        kind: 'rotate',
        dueAt,
        origin: 'typed',
        action: 'replace-value',
      });
    }
  }
  return items;
}
