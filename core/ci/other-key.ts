import type { PushStep } from '#shared/domain/ci.ts';
import { keyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';
import type { PlacementRow } from './placement-rows.ts';
import type { TargetRow } from './target-rows.ts';

/** What has to be said yes to where a secret holds the value of another key than the one that is to go there. */
export function otherKeyWarning(
  store: Store,
  secret: { placement: PlacementRow | null; name: string; target: TargetRow },
  keyId: string,
): PushStep['warnings'][number] | null {
  const { placement, name, target } = secret;
  const other = placement === null || placement.key_id === keyId ? null : keyRow(store, placement.key_id);
  if (other === null) return null;
  const place = store
    .sql(`SELECT e.name AS environment, p.name AS project FROM environments e JOIN projects p ON p.id = e.project_id
      WHERE e.id = ?`)
    .get(other.environment_id) as { environment: string; project: string } | undefined;
  const whose = `${other.name} in ${place?.environment ?? '?'} of ${place?.project ?? '?'}`;
  return { code: 'other-key', message: `${name} in ${target.name} holds the value of another key: ${whose}.` };
}
