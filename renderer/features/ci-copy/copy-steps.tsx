import { Check, ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { CodeText } from '../../ui/code-text.tsx';
import { TimeLeftRing } from '../../ui/time-left-ring.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import type { Begun, Copying, CopyStage } from './use-copy.ts';

const STAGES: readonly CopyStage[] = ['start', 'name', 'value'];

/** The three steps: which are done, which is next, and what each puts on the clipboard. */
export function CopySteps({
  copying,
  target,
}: {
  readonly copying: Copying;
  /** The target's name. */
  readonly target: string;
}) {
  const { stage, begun, opened, secondsLeft, keptSeconds, busy } = copying;
  const at = STAGES.indexOf(stage);
  const held = secondsLeft > 0;
  return (
    <ol className="copy-steps">
      <Step
        number={1}
        at={at}
        title={
          at === 0
            ? 'Open the settings page and copy the name'
            : at === 1
              ? 'The name is on the clipboard'
              : 'The name was copied'
        }
        action={
          at === 1 ? (
            <Button variant="quiet" disabled={busy} onClick={() => void copying.copyName(false)}>
              Copy it again
            </Button>
          ) : null
        }
      >
        {begun === null ? <span>…</span> : <PagePath begun={begun} opened={opened} />}
      </Step>
      <Step
        number={2}
        at={at}
        title={
          at < 2 ? 'Copy the value' : held ? 'The value is on the clipboard' : 'The value was taken off the clipboard'
        }
        action={
          at === 2 ? (
            <Button variant="quiet" disabled={busy} onClick={() => void copying.copyValue(true)}>
              Copy it again
            </Button>
          ) : null
        }
      >
        {at === 0 ? null : at === 1 ? (
          <span>Paste the name there first. The value is taken off the clipboard after a while.</span>
        ) : held ? (
          <span className="copy-countdown">
            <TimeLeftRing share={secondsLeft / keptSeconds} />
            Cleared in {secondsLeft} s
          </span>
        ) : (
          <span>If it is not pasted yet, copy it again.</span>
        )}
      </Step>
      <Step number={3} at={at} title="Save it there, then say so here">
        {at < 2 ? null : `Keyrail clears the clipboard and remembers which version ${target} has.`}
      </Step>
    </ol>
  );
}

function Step({
  number,
  at,
  title,
  action,
  children,
}: {
  readonly number: number;
  /** How many steps are done. */
  readonly at: number;
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const done = number <= at;
  const next = number === at + 1;
  return (
    <li
      className={classNames('copy-step', done && 'copy-step-done', next && 'copy-step-next')}
      aria-current={next ? 'step' : undefined}
    >
      <span className="copy-step-number" aria-hidden="true">
        {done ? <Check size={12} strokeWidth={2.5} /> : number}
      </span>
      <div className="copy-step-texts">
        <p className="copy-step-title">
          {title}
          {done ? <VisuallyHidden> (done)</VisuallyHidden> : null}
        </p>
        {at === 0 && !next ? null : <div className="copy-step-text">{children}</div>}
      </div>
      {action}
    </li>
  );
}

/** The way to the page in its own words, and its address where no browser could be opened. */
function PagePath({ begun: { page }, opened }: { readonly begun: Begun; readonly opened: boolean | null }) {
  return (
    <>
      <ol className="page-path" aria-label="The settings page">
        {page.path.map((word, index) => (
          // The words of a path have no other identity than their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index}>
            {index === 0 ? null : <ChevronRight size={12} aria-hidden="true" />}
            {word}
          </li>
        ))}
      </ol>
      {opened === false ? (
        <div className="copy-address">
          <span>No browser could be opened. Open this address:</span>
          <CodeText block>{page.url}</CodeText>
        </div>
      ) : null}
    </>
  );
}
