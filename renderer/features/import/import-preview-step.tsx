import { useMemo, useRef, useState } from 'react';
import type { ImportPreview } from '#shared/contract/imports.ts';
import { notifyNewValues } from '../../actions/old-copies.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import type { Environment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { ImportProblems } from './import-problems.tsx';
import {
  chooseGroup,
  chosenOf,
  firstChoice,
  groupPreview,
  isChoosable,
  OUTCOME_LABELS,
  OUTCOMES,
  type PreviewEntry,
} from './preview-groups.ts';
import { PreviewList } from './preview-list.tsx';

/** What an import would do, name by name, and the choice. */
export function ImportPreviewStep({
  preview,
  environment,
  projectName,
  isPasted,
  onBack,
  onImported,
  onClose,
}: {
  readonly preview: ImportPreview;
  readonly environment: Environment;
  readonly projectName: string;
  /** Whether it was pasted, and is not in a file that can be opened again. */
  readonly isPasted: boolean;
  readonly onBack: () => void;
  readonly onImported: () => void;
  readonly onClose: () => void;
}) {
  const { entries, errors } = preview;
  const { rows, counts } = useMemo(() => groupPreview(entries), [entries]);
  const [chosen, setChosen] = useState(() => firstChoice(entries));
  const [applying, setApplying] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const blocked = errors.length > 0;

  const toggle = ({ index }: PreviewEntry) => {
    const next = new Set(chosen);
    if (!next.delete(index)) next.add(index);
    setChosen(next);
  };
  const apply = async () => {
    if (applying || blocked || chosen.size === 0) return;
    setApplying(true);
    setFailed(null);
    const indexes = [...chosen].sort((a, b) => a - b);
    const result = await call(engine().imports.apply({ previewId: preview.previewId, indexes }));
    setApplying(false);
    if (result.ok) {
      const replaced = entries.flatMap(({ index, outcome, existing }) =>
        outcome === 'changed' && existing !== null && chosen.has(index) ? existing : [],
      );
      onImported();
      void notifyNewValues(result.value, replaced);
      onClose();
    } else if (!isQuiet(result)) {
      setFailed(result.error.message);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      title={`Import from ${preview.source}`}
      className="import-preview"
      dismissable={!applying}
      holds={isPasted ? 'pasted' : null}
      initialFocus={submitButton}
      onSubmit={() => void apply()}
      description={
        <span className="import-target">
          Into {projectName},
          <EnvironmentName name={environment.name} colour={environment.colour} protected={environment.protected} />
        </span>
      }
      footer={
        <>
          <Button className="footer-start" onClick={onBack} disabled={applying}>
            Back
          </Button>
          <Button onClick={onClose} disabled={applying}>
            Cancel
          </Button>
          <Button
            ref={submitButton}
            type="submit"
            variant="primary"
            busy={applying}
            aria-disabled={blocked || chosen.size === 0}
          >
            {importLabel(chosen.size)}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {failed === null ? null : (
        <Callout tone="problem" live>
          {failed}
        </Callout>
      )}
      <ImportProblems preview={preview} />
      {entries.length === 0 ? (
        blocked ? null : (
          <EmptyState title="Nothing to import">There is no name with a value in it.</EmptyState>
        )
      ) : (
        <>
          <div className="preview-groups">
            {OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome) => (
              <Checkbox
                key={outcome}
                label={
                  <>
                    {OUTCOME_LABELS[outcome]} <span className="faint">{formatCount(counts[outcome])}</span>
                  </>
                }
                checked={chosenOf(entries, outcome, chosen)}
                disabled={outcome === 'same' || blocked}
                onChange={(wanted) => setChosen(chooseGroup(entries, outcome, chosen, wanted))}
              />
            ))}
          </div>
          <PreviewList
            rows={rows}
            chosen={chosen}
            onToggle={toggle}
            onChooseAll={() => setChosen(new Set(entries.filter(isChoosable).map(({ index }) => index)))}
          />
        </>
      )}
    </Dialog>
  );
}

function importLabel(count: number): string {
  if (count === 0) return 'Nothing chosen';
  return count === 1 ? 'Import 1 key' : `Import ${formatCount(count)} keys`;
}
