import { useEffect, useState } from 'react';
import { listenToEngine, onEngineEvent } from './engine/events.ts';
import { onLockedAnswer } from './engine/lock-signal.ts';
import { GateScreen } from './features/shell/gate-screen.tsx';
import { Shell } from './features/shell/shell.tsx';
import { UnlockScreen } from './features/unlock/unlock-screen.tsx';
import { FirstRun } from './features/welcome/first-run.tsx';
import { onReset } from './stores/registry.ts';
import { refreshSession, useSession } from './stores/session.ts';
import { LoadingState } from './ui/states.tsx';
import { clearToasts, Toasts } from './ui/toast.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

/** The window: what it shows follows from how the vault is. */
export function App() {
  useEffect(() => {
    const ends = [
      listenToEngine(),
      onEngineEvent('vault-status-changed', () => void refreshSession()),
      onLockedAnswer(() => void refreshSession()),
      onReset(clearToasts),
    ];
    void refreshSession();
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return (
    <TooltipProvider>
      <Content />
      <Toasts />
    </TooltipProvider>
  );
}

function Content() {
  const status = useSession((session) => session.status);
  const error = useSession((session) => session.error);
  // A new vault is unlocked at once; the recovery code still has to be shown and confirmed.
  const [firstRun, setFirstRun] = useState(false);

  if (status === null) {
    return error === null ? (
      <LoadingState label="Opening Keyrail…" />
    ) : (
      <GateScreen
        title="Keyrail’s engine does not answer"
        message={error.message}
        onRetry={() => void refreshSession()}
      />
    );
  }
  if (firstRun) return <FirstRun onDone={() => setFirstRun(false)} />;
  switch (status.state) {
    case 'none':
      return <FirstRun onStart={() => setFirstRun(true)} onDone={() => setFirstRun(false)} />;
    case 'locked':
      return <UnlockScreen status={status} />;
    case 'unlocked':
      return <Shell />;
    case 'damaged':
      return (
        <GateScreen
          title="This vault is damaged"
          message={
            status.message === ''
              ? 'Its header or database does not read as it should. Nothing was changed.'
              : status.message
          }
          hint="A backup can be put in its place after the damaged files are moved away from the data directory."
          showHome
          onRetry={() => void refreshSession()}
        />
      );
    case 'newer':
      return (
        <GateScreen
          title="This vault is from a newer Keyrail"
          message={status.message === '' ? 'Update Keyrail to open it. It was left untouched.' : status.message}
          onRetry={() => void refreshSession()}
        />
      );
  }
}
