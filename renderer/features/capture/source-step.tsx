import type { ReactNode, RefObject } from 'react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import { providerName } from '../../data/provider-name.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import type { CaptureSource } from './capture-dialog.tsx';
import { type Held, problemTitle, type ReadProblem } from './use-reading.ts';

/** What each of the ways to read needs. */
export interface StepProps {
  readonly state: ConnectionState;
  readonly onRead: (held: Held) => void;
  readonly onSource: (source: CaptureSource) => void;
  readonly onClose: () => void;
}

const OTHER_WAYS: Readonly<Record<CaptureSource, string>> = {
  dashboard: 'From the dashboard',
  text: 'Paste a table',
  file: 'Choose a file',
};

/** The dialog around a way to read: what went wrong, the other ways, and the way's own button. */
export function SourceStep({
  source,
  step: { state, onSource, onClose },
  problem,
  busy,
  primary,
  initialFocus,
  onSubmit,
  children,
}: {
  readonly source: CaptureSource;
  readonly step: StepProps;
  readonly problem: ReadProblem | null;
  readonly busy: boolean;
  readonly primary: ReactNode;
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const { name, provider } = state.connection;
  const others = (['dashboard', 'text', 'file'] as const).filter((each) => each !== source);
  return (
    <Dialog
      open
      size="medium"
      title={`Read the keys of ${name}`}
      description={`What ${providerName(provider)} lists is shown before anything is kept.`}
      onClose={onClose}
      {...(initialFocus === undefined ? {} : { initialFocus })}
      onSubmit={onSubmit}
      footer={
        <>
          <span className="footer-start capture-ways">
            {others.map((other) => (
              <Button key={other} variant="quiet" disabled={busy} onClick={() => onSource(other)}>
                {OTHER_WAYS[other]}
              </Button>
            ))}
          </span>
          <Button onClick={onClose}>Cancel</Button>
          {primary}
        </>
      }
    >
      {problem === null ? null : (
        <Callout tone={problem.code === 'sign-in' ? 'warning' : 'problem'} title={problemTitle(problem.code)} live>
          {problem.message}
        </Callout>
      )}
      {children}
    </Dialog>
  );
}
