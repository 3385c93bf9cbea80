import { useRef } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Progress } from '../../ui/progress.tsx';
import type { ScanProgress } from './scan-dialog.tsx';
import { SCAN_STEPS, STEP_WORDS } from './scan-words.ts';

/** How far a scan is. */
export function ScanRunning({
  progress,
  onCancel,
}: {
  /** Null while the folder is being chosen. */
  readonly progress: ScanProgress | null;
  readonly onCancel: () => void;
}) {
  const cancelButton = useRef<HTMLButtonElement>(null);
  const at = progress === null ? -1 : SCAN_STEPS.indexOf(progress.step);
  return (
    <Dialog
      open
      title="Scanning"
      description={
        progress === null
          ? 'Choose the folder in the other window.'
          : 'Nothing is run or changed; closing this ends it.'
      }
      outsideCloses={false}
      initialFocus={cancelButton}
      onClose={onCancel}
      footer={
        <Button ref={cancelButton} onClick={onCancel}>
          Cancel
          <Kbd keys="escape" />
        </Button>
      }
    >
      <Progress
        label={progress === null ? 'Waiting for a folder' : STEP_WORDS[progress.step]}
        done={progress?.done ?? 0}
        total={progress?.of ?? null}
      />
      <ol className="scan-steps">
        {SCAN_STEPS.map((step, index) => (
          <li key={step} data-at={index === at ? 'now' : index < at ? 'done' : undefined}>
            {STEP_WORDS[step]}
            {index === at && progress !== null && progress.of !== null ? (
              <span className="scan-step-count">
                {formatCount(progress.done)} of {formatCount(progress.of)}
              </span>
            ) : null}
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
