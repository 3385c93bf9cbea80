import { ArchiveRestore, RotateCw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession, useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { messageText } from '../../ui/message-text.tsx';
import { GateCard } from '../welcome/gate-card.tsx';

/** The whole window where there is no way in: the engine is gone, the vault is damaged or from a newer version. */
export function GateScreen({
  title,
  message,
  hint,
  showHome = false,
  restorable = false,
  onRetry,
  children,
}: {
  readonly title: string;
  readonly message: string;
  readonly hint?: string;
  /** Names the data directory, for people who have to look into it. */
  readonly showHome?: boolean;
  /** A backup may take the place of what is there. */
  readonly restorable?: boolean;
  readonly onRetry: () => void;
  /** What else can be done about it. */
  readonly children?: ReactNode;
}) {
  const home = useSession((session) => session.info?.home);
  const [failed, setFailed] = useState<Failure | null>(null);
  const restore = async (): Promise<void> => {
    setFailed(null);
    const answer = await call(engine().vault.restoreBackup({}));
    if (answer.ok) await refreshSession();
    else if (answer.error.code !== 'cancelled') setFailed(answer.error);
  };
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
      {failed === null ? null : (
        <Callout tone="problem" live title="Nothing was restored">
          {failed.message}
        </Callout>
      )}
      <div className="gate-actions">
        {restorable ? (
          <Button icon={ArchiveRestore} variant="primary" onClick={() => void restore()}>
            Restore a backup…
          </Button>
        ) : null}
        <Button icon={RotateCw} onClick={onRetry}>
          Try again
        </Button>
      </div>
    </GateCard>
  );
}
