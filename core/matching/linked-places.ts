import type { KeyId } from '#shared/domain/ids.ts';
import type { Store } from '../store/store.ts';

/** Where a key is that remote keys are linked to. */
export type LinkedPlace = {
  readonly keyId: KeyId;
  readonly name: string;
  readonly project: string;
  readonly environment: string;
};

/** The keys to which remote keys are linked, each once, by name; of one connection, or of all. Keys in the bin are left out. */
export function linkedPlaces(store: Store, connectionId?: string): LinkedPlace[] {
  return store
    .sql(`SELECT k.id AS keyId, k.name, p.name AS project, e.name AS environment FROM keys k
      JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id
      WHERE k.deleted_at IS NULL AND k.id IN
        (SELECT key_id FROM remote_keys WHERE @connectionId IS NULL OR connection_id = @connectionId)
      ORDER BY k.name, k.id`)
    .all({ connectionId: connectionId ?? null }) as LinkedPlace[];
}
