import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { GateCard } from './gate-card.tsx';
import { RecoveryCode } from './recovery-code.tsx';

/** Shows a recovery code, the only time that there is. */
export function ShowCode({
  code,
  title,
  text,
  step,
  onDone,
}: {
  readonly code: RefObject<string>;
  readonly title: string;
  readonly text: string;
  readonly step?: string;
  readonly onDone: () => void;
}) {
  return (
    <GateCard title={title} text={text} {...(step === undefined ? {} : { step })}>
      <RecoveryCode code={code} />
      <p className="gate-text">
        Keep it away from this machine: on paper, or in another password manager. Whoever has it and a copy of your
        vault can open it.
      </p>
      <div className="gate-actions">
        <Button variant="primary" onClick={onDone}>
          I wrote it down
        </Button>
      </div>
    </GateCard>
  );
}
