import { useSession } from '../../stores/session.ts';
import { CodeText } from '../../ui/code-text.tsx';
import { ErrorState } from '../../ui/states.tsx';

/** The whole window where there is no way in: the engine is gone, the vault is damaged or from a newer version. */
export function GateScreen({
  title,
  message,
  hint,
  showHome = false,
  onRetry,
}: {
  readonly title: string;
  readonly message: string;
  readonly hint?: string;
  /** Names the data directory, for people who have to look into it. */
  readonly showHome?: boolean;
  readonly onRetry: () => void;
}) {
  const home = useSession((session) => session.info?.home);
  return (
    <main className="gate">
      <div className="drag-region" />
      <h1 className="visually-hidden">Keyrail</h1>
      <div className="gate-body">
        <ErrorState title={title} message={message} onRetry={onRetry} />
        {hint === undefined ? null : <p className="gate-hint">{hint}</p>}
        {showHome && home !== undefined ? (
          <p className="gate-hint">
            Data directory: <CodeText>{home}</CodeText>
          </p>
        ) : null}
      </div>
    </main>
  );
}
