import { ClipboardCopy, ExternalLink } from 'lucide-react';
import type { RefObject } from 'react';
import type { Result } from '#shared/contract/result.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import type { KeptForm } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Time } from '../../ui/time.tsx';
import { openKeysPage } from '../inventory/drift-actions.ts';
import { PlacesPanel } from './places-panel.tsx';
import { copyRotationText } from './rotation-actions.ts';
import { ValueFields, type ValueHandle } from './value-fields.tsx';

/** What a person does at the step that is next. */
export function StepPanel({
  rotation,
  step,
  skipping,
  reason,
  note,
  value,
  kept,
  doing,
  main,
}: {
  readonly rotation: Rotation;
  readonly step: RotationStep;
  /** Whether it is being left out: then only why is asked. */
  readonly skipping: boolean;
  readonly reason: RefObject<HTMLInputElement | null>;
  readonly note: RefObject<HTMLInputElement | null>;
  readonly value: RefObject<ValueHandle | null>;
  readonly kept: KeptForm | undefined;
  readonly doing: (work: () => Promise<Result<unknown, string>>) => Promise<boolean>;
  /** The button that goes on. */
  readonly main: RefObject<HTMLButtonElement | null>;
}) {
  const { task, error, needs, kind } = step;
  const isStopped = needs === null && error === null && task === null;
  if (skipping) {
    return (
      <div className="rotation-panel">
        <TextField ref={reason} label="Why it is left out" hint="Kept with the rotation, as its evidence." />
      </div>
    );
  }
  return (
    <div className="rotation-panel">
      {error === null ? null : (
        <Callout tone={step.state === 'failed' ? 'problem' : 'warning'} live>
          <p>{error.message}</p>
          {rotation.resumeAt === null ? null : (
            <p>
              It is worth trying again <Time at={rotation.resumeAt} />.
            </p>
          )}
        </Callout>
      )}
      {isStopped ? (
        <p className="rotation-task">
          It stopped here: the vault was locked, Keyrail was closed, or a step was taken back. Nothing is sent before
          you go on.
        </p>
      ) : null}
      {task === null || task.text === '' ? null : <p className="rotation-task selectable">{task.text}</p>}
      {task === null || (task.copy === null && (task.url === null || rotation.provider === null)) ? null : (
        <div className="rotation-helps">
          {task.url === null || rotation.provider === null ? null : (
            <Button icon={ExternalLink} onClick={() => void openKeysPage(rotation.provider ?? '')}>
              Open {rotation.providerName}
            </Button>
          )}
          {task.copy === null ? null : (
            <>
              <Button icon={ClipboardCopy} onClick={() => void copyRotationText(rotation.id, 'task')}>
                Copy the name
              </Button>
              <span className="mono selectable rotation-copied truncate" title={task.copy}>
                {task.copy}
              </span>
            </>
          )}
        </div>
      )}
      {needs === 'value' ? <ValueFields ref={value} rotation={rotation} kept={kept} doing={doing} main={main} /> : null}
      {kind === 'place' ? <PlacesPanel rotation={rotation} /> : null}
      {needs === 'done' && kind !== 'place' ? (
        <TextField ref={note} label="Note" hint="If you want one: it is kept as evidence with the time." />
      ) : null}
    </div>
  );
}
