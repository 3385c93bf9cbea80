import { useMemo, useRef, useState } from 'react';
import type { ImportPreview } from '#shared/contract/imports.ts';
import { READER_CHOICES, READER_TITLES, type ReaderChoice } from '#shared/domain/dotenv-reader.ts';
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
import { Select } from '../../ui/select.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { EntryReadings } from './entry-readings.tsx';
import { ImportProblems } from './import-problems.tsx';
import {
  type ChosenReadings,
  chooseGroup,
  chosenOf,
  firstChoice,
  groupPreview,
  isChoosable,
  OUTCOME_LABELS,
  OUTCOMES,
  type PreviewEntry,
  withReadings,
} from './preview-groups.ts';
import { PreviewList } from './preview-list.tsx';

/** What an import would do, name by name, and the choice. */
export function ImportPreviewStep({
  preview,
  onPreview,
  environment,
  projectName,
  isPasted,
  onBack,
  onImported,
  onClose,
}: {
  readonly preview: ImportPreview;
  /** The same file, read as another program reads it. */
  readonly onPreview: (preview: ImportPreview) => void;
  readonly environment: Environment;
  readonly projectName: string;
  /** Whether it was pasted, and is not in a file that can be opened again. */
  readonly isPasted: boolean;
  readonly onBack: () => void;
  readonly onImported: () => void;
  readonly onClose: () => void;
}) {
  const { errors } = preview;
  const [readings, setReadings] = useState<ChosenReadings>(() => new Map());
  const entries = useMemo(() => withReadings(preview.entries, readings), [preview.entries, readings]);
  const { rows, counts } = useMemo(() => groupPreview(entries), [entries]);
  const [chosen, setChosen] = useState(() => firstChoice(entries));
  const differing = entries.filter(({ differs }) => differs);
  const [activeIndex, setActiveIndex] = useState(() => differing[0]?.index ?? entries[0]?.index ?? 0);
  const active = entries.find(({ index }) => index === activeIndex);
  const [rereading, setRereading] = useState(false);
  const [applying, setApplying] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const blocked = errors.length > 0;

  const toggle = ({ index }: PreviewEntry) => {
    const next = new Set(chosen);
    if (!next.delete(index)) next.add(index);
    setChosen(next);
  };
  const readAs = async (reader: ReaderChoice) => {
    setFailed(null);
    setRereading(true);
    const result = await call(engine().imports.readAs({ previewId: preview.previewId, reader }));
    setRereading(false);
    if (result.ok) onPreview(result.value);
    else if (!isQuiet(result)) setFailed(result.error.message);
  };
  const chooseReading = (entry: PreviewEntry, place: number) => {
    const next = new Map(readings).set(entry.index, place);
    setReadings(next);
    // A reading that is no secret, or the value that the key has, is not taken in unasked.
    const [now] = withReadings([entry], next);
    const wanted = new Set(chosen);
    if (now?.outcome === 'new' || now?.outcome === 'changed') wanted.add(entry.index);
    else wanted.delete(entry.index);
    setChosen(wanted);
  };
  const nextDiffering = () => {
    const place = differing.findIndex(({ index }) => index === activeIndex);
    const next = differing[(place + 1) % differing.length];
    if (next !== undefined) setActiveIndex(next.index);
  };
  const apply = async () => {
    if (applying || blocked || chosen.size === 0) return;
    setApplying(true);
    setFailed(null);
    const indexes = [...chosen].sort((a, b) => a - b);
    const result = await call(
      engine().imports.apply({
        previewId: preview.previewId,
        indexes,
        readings: [...readings].map(([index, reading]) => ({ index, reading })),
      }),
    );
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
          {differing.length === 0 ? null : (
            <Callout tone="warning" title={differsTitle(differing.length)}>
              <p>
                Choose the program that reads this file, or a reading at each name. Until then, what most read is taken.{' '}
                {differing.length > 1 ? (
                  <Button variant="quiet" className="link-button" onClick={nextDiffering}>
                    Next of them
                  </Button>
                ) : null}
              </p>
            </Callout>
          )}
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
            {preview.reader === null || !entries.some(({ readings: ways }) => ways.length > 0) ? null : (
              <Select
                label="Read as"
                className="preview-reader"
                value={preview.reader}
                disabled={rereading || applying}
                onChange={(reader) => void readAs(reader)}
                options={READER_CHOICES.map((choice) => ({
                  value: choice,
                  label: choice === 'most' ? 'Most programs do' : READER_TITLES[choice],
                }))}
              />
            )}
          </div>
          <PreviewList
            rows={rows}
            chosen={chosen}
            activeIndex={activeIndex}
            onActive={setActiveIndex}
            onToggle={toggle}
            onChooseAll={() => setChosen(new Set(entries.filter(isChoosable).map(({ index }) => index)))}
          />
          {active === undefined || active.readings.length === 0 ? null : (
            <EntryReadings
              key={active.index}
              previewId={preview.previewId}
              entry={active}
              onChoose={(place) => chooseReading(active, place)}
            />
          )}
        </>
      )}
    </Dialog>
  );
}

function differsTitle(count: number): string {
  return count === 1
    ? 'Programs read one of these values differently'
    : `Programs read ${formatCount(count)} of these values differently`;
}

function importLabel(count: number): string {
  if (count === 0) return 'Nothing chosen';
  return count === 1 ? 'Import 1 key' : `Import ${formatCount(count)} keys`;
}
