import type { KeySummary } from '#shared/domain/key.ts';
import type { Store } from '../store/store.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summariesOf } from './key-rows.ts';

export type ListRequest = {
  projectId?: string | undefined;
  environmentId?: string | undefined;
  show: 'live' | 'archived' | 'deleted';
  cursor?: string | undefined;
  limit: number;
};

const SHOWN = {
  live: 'archived_at IS NULL AND deleted_at IS NULL',
  archived: 'archived_at IS NOT NULL AND deleted_at IS NULL',
  deleted: 'deleted_at IS NOT NULL',
} as const;

/** One page of keys in the order in which they were added. */
export function listKeys(store: Store, request: ListRequest): { keys: KeySummary[]; nextCursor: string | null } {
  const conditions: string[] = [SHOWN[request.show], 'rowid > @after'];
  // The unary plus keeps SQLite on the table's own order, so that a page needs no sorting.
  if (request.projectId !== undefined) conditions.push('+project_id = @projectId');
  if (request.environmentId !== undefined) conditions.push('+environment_id = @environmentId');
  const rows = store
    .sql(`SELECT ${SUMMARY_COLUMNS} FROM keys WHERE ${conditions.join(' AND ')} ORDER BY rowid LIMIT @limit`)
    .all({
      after: cursorOf(request.cursor),
      limit: request.limit + 1,
      ...(request.projectId === undefined ? {} : { projectId: request.projectId }),
      ...(request.environmentId === undefined ? {} : { environmentId: request.environmentId }),
    }) as SummaryRow[];

  const more = rows.length > request.limit;
  if (more) rows.pop();
  const last = rows.at(-1);
  const nextCursor =
    more && last !== undefined ? String(store.sql('SELECT rowid FROM keys WHERE id = ?').pluck().get(last.id)) : null;
  return { keys: summariesOf(rows), nextCursor };
}

/** A cursor is a row number; anything else starts at the beginning. */
function cursorOf(cursor: string | undefined): number {
  const after = Number(cursor ?? 0);
  return Number.isSafeInteger(after) && after > 0 ? after : 0;
}

/** Every key of the list, page after page. */
export function* allKeys(store: Store, request: Omit<ListRequest, 'cursor' | 'limit'>): Generator<KeySummary> {
  let cursor: string | undefined;
  do {
    const page = listKeys(store, { ...request, cursor, limit: 5000 });
    yield* page.keys;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
