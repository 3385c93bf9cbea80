import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { reportFailure } from '../../actions/perform.ts';
import { openDialog, type PushWish } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useCi } from '../../stores/ci.ts';
import { notify } from '../../ui/toast.tsx';
import { countOf } from './ci-words.ts';

/** Asks targets what they hold: one, or every one that has a token and a placement. Says what could not be asked. */
export async function checkTargets(targetIds?: readonly CiTargetId[]): Promise<void> {
  const answer = await call(engine().placements.refresh(targetIds === undefined ? {} : { targetIds: [...targetIds] }));
  const key = `check ${targetIds?.join(' ') ?? 'all'}`;
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  const { looks } = answer.value;
  const failed = looks.filter(({ error }) => error !== null);
  const [first] = failed;
  if (looks.length === 0)
    notify({
      title: 'Nothing to check by itself',
      detail: 'No target has both a token and a placement.',
      key,
    });
  else if (first === undefined)
    notify({
      title: looks.length === 1 ? `Checked ${looks[0]?.name ?? ''}` : `Checked ${countOf(looks.length, 'target')}`,
      detail: looks.length === 1 ? `It has ${countOf(looks[0]?.secrets ?? 0, 'secret')}.` : '',
      tone: 'ok',
      key,
    });
  else
    notify({
      title:
        failed.length === 1
          ? `${first.name} could not be checked`
          : `${countOf(failed.length, 'target')} could not be checked`,
      detail: failed.length === 1 ? (first.error?.message ?? '') : failed.map(({ name }) => name).join(', '),
      tone: 'warning',
      key,
    });
}

/** Asks what the target's token may do, and says it. */
export async function testTarget({ target: { id, name } }: CiTargetState): Promise<void> {
  const answer = await call(engine().ciTargets.test({ targetId: id }));
  const key = `test ${id}`;
  if (!answer.ok) {
    if (!isQuiet(answer)) {
      const edit = { label: 'Edit', run: () => openDialog({ kind: 'edit-ci-target', targetId: id }) };
      notify({ title: answer.error.message, tone: 'problem', key, action: edit });
    }
    return;
  }
  const { result, message } = answer.value;
  const title = {
    works: `The token of ${name} works`,
    refused: `${name} refused the token`,
    limited: `${name} asks to wait`,
    unreachable: `${name} could not be reached`,
  }[result];
  notify({ title, detail: message, tone: result === 'works' ? 'ok' : 'warning', key });
}

export async function openSettings(targetId: CiTargetId): Promise<void> {
  const answer = await call(engine().ciTargets.openSettings({ targetId }));
  if (!answer.ok) reportFailure(answer);
}

/** Keyrail follows these copies no more. A single one can be recorded again. */
export async function forgetPlacements(placements: readonly NamedPlacement[]): Promise<void> {
  for (const placement of placements) {
    const answer = await call(engine().placements.forget({ placementId: placement.id }));
    if (!answer.ok) {
      reportFailure(answer);
      return;
    }
  }
  const [only] = placements;
  if (only === undefined) return;
  if (placements.length > 1)
    notify({
      title: `Forgot ${countOf(placements.length, 'placement')}`,
      detail: 'What the targets hold stays there.',
      tone: 'ok',
    });
  else
    notify({
      title: `Forgot ${only.secretName}`,
      detail: `What ${only.targetName} holds stays there.`,
      tone: 'ok',
      action: { label: 'Follow again', run: () => void recordAgain(only) },
    });
}

async function recordAgain({ keyId, targetId, secretName, placedVersionId }: NamedPlacement): Promise<void> {
  const answer = await call(engine().placements.record({ keyId, targetId, secretName, versionId: placedVersionId }));
  if (!answer.ok) reportFailure(answer);
}

/** What a push of placements would be asked for: a person chose each of them. */
export function wishesOf(placements: readonly NamedPlacement[]): readonly PushWish[] {
  return placements.map(({ keyId, targetId, secretName }) => ({ keyId, targetId, secretName, named: true }));
}

/** The placement's target has a token, so that it can be pushed to and checked. */
export function hasToken(targetId: CiTargetId): boolean {
  return useCi.getState().targets?.find(({ target }) => target.id === targetId)?.target.hasToken ?? false;
}

/** What a placement's button does now; null: nothing is due. */
export type PlacementAction = 'push' | 'replace' | 'check' | 'copy';

export const PLACEMENT_ACTIONS: Readonly<Record<PlacementAction, string>> = {
  push: 'Push…',
  replace: 'Replace…',
  check: 'Check',
  copy: 'By hand…',
};

export function mainActionOf({ state, targetId }: NamedPlacement): PlacementAction | null {
  const due = state === 'behind' || state === 'missing';
  if (!hasToken(targetId)) return due || state === 'unknown' ? 'copy' : null;
  if (due) return 'push';
  if (state === 'changed-elsewhere') return 'replace';
  return state === 'unknown' ? 'check' : null;
}

export function runPlacementAction(action: PlacementAction, placement: NamedPlacement): void {
  const { keyId, targetId } = placement;
  switch (action) {
    case 'push':
    case 'replace':
      openDialog({ kind: 'push-steps', steps: wishesOf([placement]) });
      break;
    case 'check':
      void checkTargets([targetId]);
      break;
    case 'copy':
      openDialog({ kind: 'copy-assistant', keyId, targetId });
      break;
  }
}
