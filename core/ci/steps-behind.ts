import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Store } from '../store/store.ts';
import { listPlacements } from './placement-rows.ts';
import type { WantedStep } from './plan-push.ts';
import { targetRows } from './target-rows.ts';

/**
 * What brings placements up to date, by what is known now: those that hold an older version, and those that their target
 * lost. Targets without a token cannot be pushed to.
 * @param of of these targets only, or of one key
 */
export function stepsBehind(
  store: Store,
  of: { targetIds?: readonly string[] | undefined; keyId?: string | undefined },
): Result<WantedStep[], 'nothing-to-push'> {
  const behind = listPlacements(store, of.keyId === undefined ? {} : { keyId: of.keyId }).filter(
    ({ state, targetId }) =>
      (state === 'behind' || state === 'missing') && (of.targetIds === undefined || of.targetIds.includes(targetId)),
  );
  if (behind.length === 0) {
    return failure(
      'nothing-to-push',
      'Nothing is behind: no placement is known to hold an older version, and none to be missing.',
    );
  }
  const targets = new Map(targetRows(store).map((row) => [row.id, row]));
  const open = behind.filter(({ targetId }) => targets.get(targetId)?.token_id != null);
  if (open.length === 0) {
    const names = [...new Set(behind.map(({ targetId }) => targets.get(targetId)?.name ?? ''))];
    return failure(
      'nothing-to-push',
      `What is behind is in targets without an access token: ${names.slice(0, 5).join(', ')}. Give them one, or use the copy assistant.`,
    );
  }
  return success(open.map(({ keyId, targetId, secretName }) => ({ keyId, targetId, secretName, named: false })));
}
