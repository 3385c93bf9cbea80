import type { CapturePreview } from '#shared/domain/capture.ts';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox } from '../../ui/choices.tsx';
import { absentWords } from './capture-words.ts';

/** Whether what was read is the whole list, why, and what follows for the keys that are not in it. */
export function PreviewCompleteness({
  preview: { way, completeness, isWhole, changes },
  busy,
  onWhole,
}: {
  readonly preview: Pick<CapturePreview, 'way' | 'completeness' | 'isWhole' | 'changes'>;
  readonly busy: boolean;
  readonly onWhole: (isWhole: boolean) => void;
}) {
  const { kind, evidence } = completeness;
  const why = evidence.join(' ');
  const box = (
    <Checkbox
      label="This is the whole list"
      hint="Keys that are not in it are noted as not listed. They are gone once another whole list lacks them, or you say so."
      checked={isWhole}
      disabled={busy}
      onChange={onWhole}
    />
  );
  switch (kind) {
    case 'partial':
      return (
        <Callout tone="warning" title="The list goes on">
          {why} {absentWords(changes.absent)}{' '}
          {way === 'dashboard' ? 'Go to its next page there, and add that page here.' : 'Add its other pages here.'}
        </Callout>
      );
    case 'unknown':
      return changes.absent === 0 ? (
        <p className="capture-completeness faint">Whether this is the whole list is not known. {why}</p>
      ) : (
        <Callout tone="info" title="Is this the whole list?">
          <p>
            {why} {absentWords(changes.absent)}
          </p>
          {box}
        </Callout>
      );
    case 'complete':
      return isWhole ? (
        <Callout tone="info" title="The whole list">
          {box}
        </Callout>
      ) : (
        <p className="capture-completeness faint">This is the whole list. {why}</p>
      );
  }
}
