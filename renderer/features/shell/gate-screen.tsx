import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { messageText } from '../../ui/message-text.tsx';
import { GateCard } from '../welcome/gate-card.tsx';

/** The whole window where there is no way in: the engine is gone, the vault is damaged or from a newer version. */
export function GateScreen({
  title,
  message,
  hint,
  showHome = false,
  onRetry,
  children,
}: {
  readonly title: string;
  readonly message: string;
  readonly hint?: string;
  /** Names the data directory, for people who have to look into it. */
  readonly showHome?: boolean;
  readonly onRetry: () => void;
  /** What else can be done about it. */
  readonly children?: ReactNode;
}) {
  const home = useSession((session) => session.info?.home);
  return (
    <GateCard title={title} text={messageText(message)}>
      {hint === undefined ? null : <p className="gate-hint">{hint}</p>}
      {showHome && home !== undefined ? (
        <div className="gate-hint">
          Data directory
          <CodeText block>{home}</CodeText>
        </div>
      ) : null}
      {children}
      <div className="gate-actions">
        <Button icon={RotateCw} onClick={onRetry}>
          Try again
        </Button>
      </div>
    </GateCard>
  );
}
