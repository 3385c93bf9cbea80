import { MarkSymbol } from './mark-symbol.tsx';
import type { MarkState } from './timeline-model.ts';
import { STATE_TEXT } from './timeline-words.ts';

const SHOWN: readonly MarkState[] = ['expires', 'ended', 'rotate', 'late', 'planned', 'projected'];

/** What the signs mean. */
export function Legend() {
  return (
    <ul className="tl-legend" aria-label="Signs">
      {SHOWN.map((state) => (
        <li key={state}>
          <MarkSymbol state={state} />
          {STATE_TEXT[state]}
        </li>
      ))}
      <li>
        <span className="tl-cluster" aria-hidden="true">
          3
        </span>
        several
      </li>
    </ul>
  );
}
