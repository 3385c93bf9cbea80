import { useEffect, useRef } from 'react';
import type { Receipt } from '#shared/domain/ci.ts';
import { formatExact } from '../../ui/format-time.ts';
import { messageText } from '../../ui/message-text.tsx';
import { useFixedRows } from '../../ui/use-fixed-rows.ts';
import { OUTCOME_LABELS } from './ci-words.ts';
import { StepMark } from './marks.tsx';

const ROW_PX = 30;

/** Each step with how it ended. A running push stays in sight at the step that it has reached. */
export function ReceiptSteps({ steps, running }: { readonly steps: Receipt['steps']; readonly running: boolean }) {
  const scroller = useRef<HTMLElement>(null);
  const { indexes, totalHeight, scrollTo } = useFixedRows({
    scroller,
    count: steps.length,
    rowHeight: ROW_PX,
    headerHeight: 0,
    overscan: 4,
    keep: 0,
  });
  const reached = running ? steps.findIndex(({ outcome }) => outcome === 'waiting') : -1;
  useEffect(() => {
    if (reached >= 0) scrollTo(reached);
  }, [reached, scrollTo]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard
    <section ref={scroller} className="push-list receipt-list" tabIndex={0} aria-label="Secrets of this push">
      <ul className="push-space" style={{ height: totalHeight }}>
        {indexes.map((index) => {
          const step = steps[index];
          if (step === undefined) return null;
          const { outcome, error, at } = step;
          return (
            <li
              // A step has no other identity than its place in the push.
              key={index}
              className="receipt-row"
              style={{ height: ROW_PX, transform: `translateY(${index * ROW_PX}px)` }}
            >
              <span className="push-action" data-of={outcome} title={at === null ? undefined : formatExact(at)}>
                <StepMark of={index === reached ? 'running' : outcome} />
                {OUTCOME_LABELS[outcome]}
              </span>
              <span className="mono truncate" title={step.secretName}>
                {step.secretName}
              </span>
              <span className="truncate muted" title={step.targetName}>
                {step.targetName}
              </span>
              <span className="truncate receipt-error" title={error?.message}>
                {error === null ? '' : messageText(error.message)}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
