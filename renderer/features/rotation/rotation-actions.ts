import { failure, type Result } from '#shared/contract/result.ts';
import type { EnvironmentId, KeyId, RotationId } from '#shared/domain/ids.ts';
import type { Rotation } from '#shared/domain/rotation.ts';
import { reportFailure } from '../../actions/perform.ts';
import { withConfirmations } from '../../actions/protected.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findEnvironment, useProjects } from '../../stores/projects.ts';
import { notify } from '../../ui/toast.tsx';

type Named = { readonly keyId: KeyId; readonly project: string; readonly environment: string };

/** The protected environments that keys are in, by their names; keys in a renamed one are looked up. */
async function protectedOf(keys: readonly Named[], isPlanned: boolean): Promise<readonly EnvironmentId[]> {
  const { projects } = useProjects.getState();
  const found = new Set<EnvironmentId>();
  for (const { keyId, project, environment } of keys) {
    // A rotation keeps the names of when it began; its keys may be elsewhere by now.
    const named = isPlanned
      ? projects?.find(({ name }) => name === project)?.environments.find(({ name }) => name === environment)
      : undefined;
    const answer = named === undefined ? await call(engine().keys.get({ keyId })) : null;
    const place = answer?.ok === true ? findEnvironment(answer.value.key.environmentId)?.environment : named;
    if (place?.protected === true) found.add(place.id);
  }
  return [...found];
}

/** Asks for the protected environments of what was just planned first, where it has to be. */
export async function confirmed<T, Code extends string>(
  keys: readonly Named[],
  attempt: () => Promise<Result<T, Code>>,
) {
  return withConfirmations(await protectedOf(keys, true), 'rotate', attempt);
}

/** Shows the rotation that a key is in; false where it is in none. */
export async function showRotationOf(keyId: KeyId): Promise<boolean> {
  const answer = await call(engine().rotations.list({ keyId, open: true }));
  const [open] = answer.ok ? answer.value.rotations : [];
  if (open === undefined) return false;
  openDialog({ kind: 'rotation', rotationId: open.id });
  return true;
}

/** Puts what is to be typed, or the report of a leak, on the clipboard. */
export async function copyRotationText(rotationId: RotationId, what: 'task' | 'report'): Promise<void> {
  const answer = await call(engine().rotations.copyText({ rotationId, what }));
  if (!answer.ok) reportFailure(answer);
  else
    notify({
      title: what === 'task' ? 'Copied the name' : 'Copied the report',
      detail: what === 'task' ? '' : 'It holds names and times, and no value.',
      tone: 'ok',
      key: 'clipboard',
    });
}

/** The same for a rotation that began some time ago. */
async function confirmedLater<T, Code extends string>(keys: readonly Named[], attempt: () => Promise<Result<T, Code>>) {
  return withConfirmations(await protectedOf(keys, false), 'rotate', attempt);
}

/** Tries the step that is next again, or goes on where nothing stands in the way. */
export function retry({ id, keys }: Rotation) {
  return confirmedLater(keys, () => engine().rotations.retry({ rotationId: id }));
}

/** Takes a step back; what was done is said. */
export async function undoStep({ id, keys }: Rotation, position: number): Promise<Result<unknown, string>> {
  const answer = await confirmedLater(keys, () => engine().rotations.undo({ rotationId: id, position }));
  if (answer.ok) notify({ title: answer.value.message, tone: 'ok' });
  else if (answer.error.code === 'cancelled') return failure('cancelled', '');
  return answer;
}
