import type { CapturePreview } from '#shared/domain/capture.ts';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';

/** At most this many are written out; the rest is counted. */
const AT_MOST = 20;

/** What could not be read for certain. None of it stops anything: it is kept as text, or left out and said so. */
export function PreviewProblems({
  problems,
  count,
}: {
  readonly problems: CapturePreview['problems'];
  readonly count: number;
}) {
  if (count === 0) return null;
  const shown = problems.slice(0, AT_MOST);
  return (
    <Callout tone="warning" title={count === 1 ? 'One thing to look at' : `${formatCount(count)} things to look at`}>
      <ul className="problem-lines">
        {shown.map(({ row, column, message }) => (
          <li key={`${row} ${column} ${message}`}>
            {row === 0 ? null : <span className="problem-line">Row {formatCount(row)}</span>}
            {message}
          </li>
        ))}
        {count > shown.length ? <li>and {formatCount(count - shown.length)} more</li> : null}
      </ul>
    </Callout>
  );
}
