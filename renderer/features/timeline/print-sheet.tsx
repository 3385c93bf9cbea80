import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { formatDay, formatExact } from '../../ui/format-time.ts';
import { type Group, listOf, stateOf } from './timeline-model.ts';
import { originText, rangeText, STATE_TEXT } from './timeline-words.ts';
import type { ShownRange } from './use-range.ts';

/** Asks the desktop for its print dialog; what is printed is the sheet below. */
export function printTimeline(): void {
  // A menu that asked for it closes first: the dialog stops the page as it is.
  setTimeout(() => window.print(), 0);
}

/**
 * The time in sight as a list for each environment, on paper. It is in the page only while it is printed: a long one would
 * slow everything down.
 */
export function PrintSheet({ groups, range }: { readonly groups: readonly Group[]; readonly range: ShownRange }) {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    // The browser takes what is there when its listeners are done.
    const start = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(false);
    window.addEventListener('beforeprint', start);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', start);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  if (!printing) return null;
  const now = Date.now();
  const shown = { from: range.from, to: range.from + range.days };
  return createPortal(
    <section className="print-sheet">
      <h1>Keyrail timeline</h1>
      <p>
        {rangeText(range)}. Printed {formatExact(now)}.
      </p>
      {groups.map((group) => {
        const entries = listOf([group], shown, now);
        return entries.length === 0 ? null : (
          <section key={group.name}>
            <h2>{group.name}</h2>
            <table>
              <thead>
                <tr>
                  <th>When</th>
                  <th>What</th>
                  <th>Key</th>
                  <th>Project</th>
                  <th>How known</th>
                </tr>
              </thead>
              <tbody>
                {entries.map(({ line, mark }) => (
                  <tr key={mark.id}>
                    <td>{formatDay(mark.at, mark.precision)}</td>
                    <td>{STATE_TEXT[stateOf(mark, now)]}</td>
                    <td>{line.name}</td>
                    <td>{line.project}</td>
                    <td>{originText(mark)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        );
      })}
    </section>,
    document.body,
  );
}
