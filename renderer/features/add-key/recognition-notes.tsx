import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Select } from '../../ui/select.tsx';
import { KIND_LABELS } from './key-kinds.ts';
import type { Around, Candidate, Recognised } from './use-recognition.ts';

/** What the engine made of a value, in words: what it is, what was taken off, where it already is. */
export function RecognitionNotes({
  found,
  chosen,
  onChoose,
  around,
  onAround,
}: {
  readonly found: Recognised;
  /** Which candidate the form goes by. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  readonly around: Around;
  readonly onAround: (around: Around) => void;
}) {
  const candidate = found.candidates[chosen];
  return (
    <div className="recognition" aria-live="polite">
      {candidate === undefined ? null : (
        <p className="recognition-line">
          <strong>{candidateTitle(candidate)}</strong>
          {candidate.environmentHint === null ? null : <span className="badge">{candidate.environmentHint}</span>}
          {candidate.checksum === 'valid' ? <span className="recognition-ok">checksum fits</span> : null}
          {candidate.note === '' ? null : <span className="muted">{candidate.note}</span>}
        </p>
      )}
      {found.candidates.length > 1 ? (
        <Select
          label="It could be"
          value={String(chosen)}
          onChange={(index) => onChoose(Number(index))}
          options={found.candidates.map((each, index) => ({ value: String(index), label: candidateTitle(each) }))}
        />
      ) : null}
      {found.removed.length === 0 ? null : (
        <p className="recognition-line muted">
          {around === 'kept' ? 'Kept as pasted, with ' : 'Taken off: '}
          {found.removed.join(', ')}
          <Button
            variant="quiet"
            className="link-button"
            onClick={() => onAround(around === 'kept' ? 'certain' : 'kept')}
          >
            {around === 'kept' ? 'Take it off' : 'Keep as pasted'}
          </Button>
        </p>
      )}
      {found.offered.length === 0 || around !== 'certain' ? null : (
        <p className="recognition-line muted">
          Kept, and perhaps not part of it: {found.offered.join(', ')}
          <Button variant="quiet" className="link-button" onClick={() => onAround('all')}>
            Take it off
          </Button>
        </p>
      )}
      {candidate?.checksum === 'invalid' ? (
        <Callout tone="warning" title="Its checksum does not fit" live>
          <p>
            Part of it may be missing or mistyped. Copy it again from {candidate.providerName ?? 'where it came from'}.
          </p>
        </Callout>
      ) : null}
      {found.sameValue.length === 0 ? null : (
        <Callout tone="warning" title="This value is already in the vault">
          <ul>
            {found.sameValue.slice(0, 3).map((same) => (
              <li key={same.keyId}>
                {same.name} in {same.project}, {same.environment}
              </li>
            ))}
            {found.sameValue.length > 3 ? <li>and {found.sameValue.length - 3} more</li> : null}
          </ul>
        </Callout>
      )}
    </div>
  );
}

/** "GitHub token", "Maybe bkend secret key", or the kind alone for a value of no known provider. */
export function candidateTitle(candidate: Candidate): string {
  const kind = KIND_LABELS[candidate.kind];
  if (candidate.providerName === null) return kind;
  return `${candidate.certain ? '' : 'Maybe '}${candidate.providerName} ${kind.toLowerCase()}`;
}
