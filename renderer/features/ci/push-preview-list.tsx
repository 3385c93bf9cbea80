import { useVirtualizer } from '@tanstack/react-virtual';
import { X } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { PreviewedStep } from '#shared/contract/pushes.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { messageText } from '../../ui/message-text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { ACTION_LABELS } from './ci-words.ts';
import { StepMark, SystemMark } from './marks.tsx';
import { isWriting, needsYes, type PreviewRow, previewRows } from './push-preview-rows.ts';

const HEADING_PX = 34;
const STEP_PX = 34;

interface StepChanges {
  readonly agreed: ReadonlySet<number>;
  /** Whether steps can be asked for differently. */
  readonly canChange: boolean;
  readonly onAgree: (index: number, yes: boolean) => void;
  readonly onReplace: (index: number) => void;
  readonly onRename: (index: number, secretName: string) => void;
  readonly onBase64: (index: number) => void;
  readonly onLeaveOut: (index: number) => void;
}

/** The steps of a preview by target. Reasons are said in full, so that rows have heights of their own; only what is in sight is in the page. */
export function PushPreviewList({ steps, ...changes }: { readonly steps: readonly PreviewedStep[] } & StepChanges) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => previewRows(steps), [steps]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => rows[index]?.id ?? index,
    estimateSize: (index) => estimate(rows[index]),
    overscan: 12,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard
    <section ref={scroller} className="push-list" tabIndex={0} aria-label="What would be done">
      <ul className="push-space" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={row.type === 'target' ? 'push-heading' : 'push-row'}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.type === 'target' ? <Heading row={row} /> : <Step row={row} {...changes} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function estimate(row: PreviewRow | undefined): number {
  if (row === undefined || row.type === 'target') return HEADING_PX;
  const { warnings, notes, problem } = row.step;
  return STEP_PX + (warnings.length + notes.length) * 22 + (problem === null ? 0 : 40);
}

function Heading({ row }: { readonly row: Extract<PreviewRow, { type: 'target' }> }) {
  return (
    <>
      <SystemMark system={row.system} />
      <h3 className="push-target truncate">{row.name}</h3>
      <span className="faint truncate">{row.summary}</span>
    </>
  );
}

function Step({
  row: { step, index },
  agreed,
  canChange,
  onAgree,
  onReplace,
  onRename,
  onBase64,
  onLeaveOut,
}: { readonly row: Extract<PreviewRow, { type: 'step' }> } & StepChanges) {
  const { action, secretName, keyName, environmentId, warnings, notes, problem } = step;
  const place = findEnvironment(environmentId);
  const [renaming, setRenaming] = useState(false);
  const badName = action === 'refused' && problem?.code.startsWith('name') === true;
  return (
    <>
      <div className="push-step" data-action={action}>
        <span className="push-action" data-of={action}>
          <StepMark of={action} />
          {ACTION_LABELS[action]}
        </span>
        <span className="push-secret" title={secretName}>
          <span className="mono truncate">{secretName}</span>
          {step.base64 === 'chosen' ? <span className="push-encoding">in base64</span> : null}
        </span>
        <span className="push-key truncate">
          {keyName === secretName ? null : <span className="truncate">{keyName}</span>}
          {place === undefined ? null : (
            <>
              <EnvironmentSwatch colour={place.environment.colour} />
              <span className="truncate">
                {place.project.name}, {place.environment.name}
              </span>
            </>
          )}
        </span>
        <span className="push-step-actions">
          {canChange && action === 'left-alone' ? (
            <Button aria-label={`Replace ${secretName} in ${step.targetName} anyway`} onClick={() => onReplace(index)}>
              Replace it anyway
            </Button>
          ) : null}
          {canChange && step.base64 === 'offered' ? (
            <Button aria-label={`Push ${secretName} in base64`} onClick={() => onBase64(index)}>
              In base64
            </Button>
          ) : null}
          {canChange && badName && !renaming ? (
            <Button aria-label={`Another name for ${secretName}`} onClick={() => setRenaming(true)}>
              Another name…
            </Button>
          ) : null}
          {canChange && (isWriting(step) || action === 'refused') ? (
            <IconButton
              icon={X}
              size="small"
              label={`Leave ${secretName} out of ${step.targetName}`}
              onClick={() => onLeaveOut(index)}
            />
          ) : null}
        </span>
      </div>
      {problem === null ? null : (
        <p className="push-reason" data-of={action}>
          {messageText(problem.message)}
          {problem.mend === '' || (canChange && action === 'left-alone') ? null : (
            <span className="push-mend"> {messageText(problem.mend)}</span>
          )}
        </p>
      )}
      {needsYes(step) ? (
        <div className="push-warning">
          <Checkbox
            label={
              <>
                {warnings.map(({ code, message }) => (
                  <span key={`${code} ${message}`}>{messageText(message)} </span>
                ))}
                <strong>
                  Push it<span className="visually-hidden"> ({secretName})</span> all the same
                </strong>
              </>
            }
            checked={agreed.has(index)}
            onChange={(yes) => onAgree(index, yes)}
          />
        </div>
      ) : null}
      {notes.map((note) => (
        <p key={note} className="push-reason push-note">
          {messageText(note)}
        </p>
      ))}
      {renaming ? <Rename secretName={secretName} onRename={(name) => onRename(index, name)} /> : null}
    </>
  );
}

/** Another name for a secret; Enter looks again with it. */
function Rename({ secretName, onRename }: { readonly secretName: string; readonly onRename: (name: string) => void }) {
  const [name, setName] = useState(secretName);
  const other = name.trim() !== '' && name.trim() !== secretName;
  return (
    <div className="push-rename">
      <TextField
        label={`Another name for ${secretName}`}
        labelHidden
        monospace
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
          event.preventDefault();
          if (other) onRename(name.trim());
        }}
      />
      <Button aria-disabled={!other} onClick={() => (other ? onRename(name.trim()) : undefined)}>
        Look again
      </Button>
    </div>
  );
}
