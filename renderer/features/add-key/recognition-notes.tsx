import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Select } from '../../ui/select.tsx';
import { KIND_LABELS } from './key-kinds.ts';
import type { Candidate, Recognised } from './use-recognition.ts';

/** What the engine made of a value, in words: what it is, what was taken off, where it already is. */
export function RecognitionNotes({
  found,
  chosen,
  onChoose,
  verbatim = false,
  onVerbatim,
}: {
  readonly found: Recognised;
  /** Which candidate the form goes by. */
  readonly chosen: number;
  readonly onChoose: (index: number) => void;
  /** The value is kept exactly as pasted. */
  readonly verbatim?: boolean;
  /** Absent where a value is always cleaned. */
  readonly onVerbatim?: (verbatim: boolean) => void;
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
          {verbatim ? 'Kept as pasted, with ' : 'Taken off: '}
          {found.removed.join(', ')}
          {onVerbatim === undefined ? null : (
            <Button variant="quiet" className="link-button" onClick={() => onVerbatim(!verbatim)}>
              {verbatim ? 'Take it off' : 'Keep as pasted'}
            </Button>
          )}
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

/** "GitHub, token", or the kind alone for a value of no known provider. */
export function candidateTitle(candidate: Candidate): string {
  const kind = KIND_LABELS[candidate.kind];
  return candidate.providerName === null ? kind : `${candidate.providerName} ${kind.toLowerCase()}`;
}
