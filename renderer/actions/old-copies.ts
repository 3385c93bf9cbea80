import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import { openDialog } from '../dialogs.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { formatCount } from '../ui/format-count.ts';
import { type Done, notifyDone } from './perform.ts';

/** Placements that want the current value, told apart by whether Keyrail can put it there by itself. */
export interface OldCopies {
  readonly pushable: readonly NamedPlacement[];
  readonly byHand: readonly NamedPlacement[];
}

/** Those of some keys that are behind or missing; null where that could not be read. */
export async function oldCopiesOf(keyIds: readonly KeyId[]): Promise<OldCopies | null> {
  const [only] = keyIds;
  if (only === undefined) return null;
  const [listed, known] = await Promise.all([
    call(engine().placements.list(keyIds.length === 1 ? { keyId: only } : {})),
    call(engine().ciTargets.list({})),
  ]);
  if (!listed.ok || !known.ok) return null;
  const meant = new Set<string>(keyIds);
  const withToken = new Set<string>(known.value.targets.flatMap(({ target }) => (target.hasToken ? target.id : [])));
  const old = listed.value.placements.filter(({ keyId, state }) => meant.has(keyId) && isOld(state));
  return {
    pushable: old.filter(({ targetId }) => withToken.has(targetId)),
    byHand: old.filter(({ targetId }) => !withToken.has(targetId)),
  };
}

function isOld(state: NamedPlacement['state']): boolean {
  return state === 'behind' || state === 'missing';
}

/** Brings them up to date: a push of those that can be pushed to, else the copy assistant for the first of the others. */
export function renewCopies({ pushable, byHand }: OldCopies): void {
  const [first] = byHand;
  if (pushable.length > 0) {
    const steps = pushable.map(({ keyId, targetId, secretName }) => ({ keyId, targetId, secretName, named: false }));
    openDialog({ kind: 'push-steps', steps });
  } else if (first !== undefined) openDialog({ kind: 'copy-assistant', keyId: first.keyId, targetId: first.targetId });
}

/** Says what was done to the values of some keys, and offers to bring the CI targets up to date that hold the old ones. */
export async function notifyNewValues(done: Done, keyIds: readonly KeyId[]): Promise<void> {
  const old = await oldCopiesOf(keyIds);
  const count = old === null ? 0 : new Set([...old.pushable, ...old.byHand].map(({ targetId }) => targetId)).size;
  if (old === null || count === 0) {
    notifyDone(done);
    return;
  }
  notifyDone(done, {
    detail: `${count === 1 ? '1 CI target holds' : `${formatCount(count)} CI targets hold`} the old value.`,
    action: { label: old.pushable.length > 0 ? 'Push…' : 'Place in CI…', run: () => renewCopies(old) },
  });
}
