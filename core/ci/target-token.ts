import { randomUUID } from 'node:crypto';
import { type Result, success } from '#shared/contract/result.ts';
import type { Store } from '../store/store.ts';
import { targetNotFound } from './target-rows.ts';

/** A target's access token by the fields of its system's `token`. */
export type TargetToken = Readonly<Record<string, string>>;

/**
 * Seals a target's token in place of the one before; null takes it away. Each one has an id of its own, so that an old one
 * that was copied aside does not open in its place.
 */
export function sealToken(store: Store, targetId: string, token: TargetToken | null): void {
  const update = store.sql('UPDATE ci_targets SET token_id = ?, token = ?, updated_at = ? WHERE id = ?');
  if (token === null) {
    update.run(null, null, store.now(), targetId);
    return;
  }
  const id = randomUUID();
  const bytes = Buffer.from(JSON.stringify(token), 'utf8');
  update.run(id, store.session.seal(targetId, id, bytes), store.now(), targetId);
  bytes.fill(0);
}

/**
 * Opens a target's token, for requests that are about to be made. Null where it has none.
 * @throws VaultError `vault-damaged` where the sealed bytes were changed or belong elsewhere
 */
export function openToken(store: Store, targetId: string): Result<TargetToken | null, 'ci-target-not-found'> {
  const row = store.sql('SELECT token_id, token FROM ci_targets WHERE id = ?').get(targetId) as
    | { token_id: string | null; token: Buffer | null }
    | undefined;
  if (row === undefined) return targetNotFound();
  if (row.token_id === null || row.token === null) return success<TargetToken | null>(null);
  const bytes = store.session.open(targetId, row.token_id, row.token);
  const token = JSON.parse(bytes.toString('utf8')) as TargetToken;
  bytes.fill(0);
  return success<TargetToken | null>(token);
}
