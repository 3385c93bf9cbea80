import { useCallback, useEffect, useState } from 'react';
import type { CiSystemInfo } from '#shared/contract/ci-targets.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CiSystemId } from '#shared/domain/ci.ts';
import type { CiTargetId, KeyId } from '#shared/domain/ids.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findCiTarget, loadCi, useCi, useCiTarget } from '../../stores/ci.ts';
import { showCi, useCiView } from '../../stores/ci-view.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { notify } from '../../ui/toast.tsx';
import { countOf, SYSTEM_NAMES } from './ci-words.ts';
import { TargetForm } from './target-form.tsx';

/** A new target: first of which system, then what that one needs. */
export function AddTargetDialog({
  system: given,
  placing,
  onClose,
}: {
  /** Chosen already. */
  readonly system: CiSystemId | null;
  /** The key that is placed in it next. */
  readonly placing: KeyId | null;
  readonly onClose: () => void;
}) {
  const { systems, error, reload } = useSystems();
  const [chosen, setChosen] = useState<CiSystemId>(given ?? 'github');
  const info = systems?.find(({ id }) => id === chosen);
  if (systems !== null && info !== undefined) {
    return (
      <TargetForm
        key={info.id}
        info={info}
        before={null}
        placing={placing}
        picker={
          <Select
            label="System"
            value={chosen}
            onChange={setChosen}
            options={systems.map(({ id, name }) => ({ value: id, label: name }))}
          />
        }
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog open title="Add a CI target" onClose={onClose} footer={<Button onClick={onClose}>Cancel</Button>}>
      {error === null ? (
        <LoadingState label="Reading the systems…" />
      ) : (
        <ErrorState title="The CI systems could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

/** What is said of a target that is there. */
export function EditTargetDialog({
  targetId,
  onClose,
}: {
  readonly targetId: CiTargetId;
  readonly onClose: () => void;
}) {
  const state = useCiTarget(targetId);
  const read = useCi(({ targets }) => targets !== null);
  const { systems, error, reload } = useSystems();
  const info = systems?.find(({ id }) => id === state?.target.place.system);
  if (state !== undefined && info !== undefined) {
    return <TargetForm info={info} before={state} placing={null} picker={null} onClose={onClose} />;
  }
  return (
    <Dialog open title="Edit CI target" onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
      {state === undefined && read ? (
        <ErrorState title="This target is not there any more" message="It was removed, here or in another process." />
      ) : error === null ? (
        <LoadingState label="Reading the target…" />
      ) : (
        <ErrorState title="Its system could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

/** Asks before a target is removed, and says what goes with it and what stays. */
export function RemoveTargetDialog({
  targetId,
  onClose,
}: {
  readonly targetId: CiTargetId;
  readonly onClose: () => void;
}) {
  // As it was when it was asked about, whatever changes behind the question.
  const [target] = useState(() => findCiTarget(targetId)?.target);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const name = target?.name ?? 'this target';
  const remove = async (): Promise<void> => {
    setBusy(true);
    const answer = await call(engine().ciTargets.remove({ targetId }));
    setBusy(false);
    if (!answer.ok) {
      if (!isQuiet(answer)) setError(answer.error.message);
      return;
    }
    const { place } = useCiView.getState();
    if (place.at === 'target' && place.targetId === targetId) showCi({ at: 'targets' });
    notify({ title: `Removed ${name}`, tone: 'ok' });
    onClose();
    await loadCi();
  };
  const parts = [
    ...(target?.hasToken === true ? ['its stored token'] : []),
    ...(target !== undefined && target.placementCount > 0
      ? [`what is known of ${countOf(target.placementCount, 'placement')}`]
      : []),
  ];
  const going = parts.length === 0 ? 'the target itself' : parts.join(', and ');
  return (
    <AlertDialog
      open
      title={`Remove ${name}?`}
      tone="danger"
      confirmLabel="Remove target"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => void remove()}
    >
      <dl className="goes-and-stays">
        <dt>Goes</dt>
        <dd>
          {going.charAt(0).toUpperCase()}
          {going.slice(1)}.
        </dd>
        <dt>Stays</dt>
        <dd>
          Every key in the vault, the receipts of past pushes, and every secret at{' '}
          {target === undefined ? 'the target' : SYSTEM_NAMES[target.place.system]}: nothing is changed there.
        </dd>
      </dl>
      <p>This cannot be undone.</p>
    </AlertDialog>
  );
}

function useSystems() {
  const [systems, setSystems] = useState<readonly CiSystemInfo[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const load = useCallback(async () => {
    setError(null);
    const answer = await call(engine().ciTargets.systems({}));
    if (answer.ok) setSystems(answer.value.systems);
    else setError(answer.error);
  }, []);
  useEffect(() => void load(), [load]);
  return { systems, error, reload: () => void load() };
}
