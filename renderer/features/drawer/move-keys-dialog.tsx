import { useState } from 'react';
import type { EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { findEnvironment, type Project, useProjects } from '../../stores/projects.ts';
import { Callout } from '../../ui/callout.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import type { Target } from '../add-key/target.ts';
import { TargetPicker } from '../add-key/target-picker.tsx';

const NONE: readonly Project[] = [];

/** Moves keys to another environment, of this project or another. */
export function MoveKeysDialog({
  keyIds,
  from,
  onClose,
}: {
  readonly keyIds: readonly KeyId[];
  /** Where they are now, where all are in one environment. */
  readonly from: EnvironmentId | null;
  readonly onClose: () => void;
}) {
  const projects = useProjects((state) => state.projects) ?? NONE;
  const [target, setTarget] = useState<Target>(() => startingTarget(from));
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const goingTo = projects.flatMap(({ environments }) => environments).find(({ id }) => id === target.environmentId);
  const comingFrom = findEnvironment(from)?.environment;
  const count = keyIds.length;
  const submit = async (): Promise<void> => {
    if (target.environmentId === '') {
      setError('Choose where to.');
      return;
    }
    setBusy(true);
    const answer = await call(engine().keys.move({ keyIds: [...keyIds], environmentId: target.environmentId }));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  return (
    <FormDialog
      title={count === 1 ? 'Move key' : `Move ${formatCount(count)} keys`}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Move"
      busy={busy}
    >
      <TargetPicker
        projects={projects}
        target={target}
        error={error}
        onChange={(next) => {
          setError(undefined);
          setTarget(next);
        }}
      />
      {comingFrom?.protected === true && goingTo?.protected === false ? (
        <Callout tone="warning" title={`${goingTo.name} is not protected`} live>
          There the values can be revealed and copied without being asked.
        </Callout>
      ) : null}
    </FormDialog>
  );
}

function startingTarget(from: EnvironmentId | null): Target {
  const projectId = findEnvironment(from)?.project.id ?? useNavigation.getState().projectId ?? '';
  return { projectId, environmentId: '' };
}
