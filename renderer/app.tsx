import { useEffect, useRef, useState } from 'react';
import { listenToEngine, onEngineEvent } from './engine/events.ts';
import { onLockedAnswer } from './engine/lock-signal.ts';
import { GateScreen } from './features/shell/gate-screen.tsx';
import { NewerVault } from './features/shell/newer-vault.tsx';
import { Shell } from './features/shell/shell.tsx';
import { forgoSilentUnlock } from './features/unlock/silent-unlock.ts';
import { type Unlocked, UnlockScreen } from './features/unlock/unlock-screen.tsx';
import { FirstRun } from './features/welcome/first-run.tsx';
import { Recovered } from './features/welcome/recovered.tsx';
import { ShowCode } from './features/welcome/show-code.tsx';
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

type Interlude = 'first-run' | 'new-code' | 'recovered';

function Content() {
  const status = useSession((session) => session.status);
  const error = useSession((session) => session.error);
  // What has to be seen before the board although the vault is open already.
  const [interlude, setInterlude] = useState<Interlude | null>(null);
  const newCode = useRef('');
  const state = status?.state;
  useEffect(() => {
    if (state === 'unlocked') forgoSilentUnlock();
    // Locked in the middle of it: what was left to do is done again from Settings.
    if (state === 'locked') {
      newCode.current = '';
      setInterlude(null);
    }
  }, [state]);

  const onUnlocked = ({ newRecoveryCode, unlockedBy }: Unlocked): void => {
    if (newRecoveryCode !== null) {
      newCode.current = newRecoveryCode;
      setInterlude('new-code');
    } else if (unlockedBy === 'recovery') setInterlude('recovered');
  };
  const done = (): void => {
    newCode.current = '';
    setInterlude(null);
  };

  if (status === null) {
    if (error === null) return <LoadingState label="Opening Keyrail…" />;
    return (
      <GateScreen
        title="Keyrail’s engine does not answer"
        message={error.message}
        onRetry={() => void refreshSession()}
      />
    );
  }
  if (status.state === 'none' || interlude === 'first-run') {
    return <FirstRun onStart={() => setInterlude('first-run')} onDone={done} />;
  }
  if (interlude === 'new-code') {
    return (
      <ShowCode
        code={newCode}
        title="A new recovery code"
        text="The vault key rotation that was interrupted is finished. The old recovery code does not open the vault any more; this one does."
        onDone={done}
      />
    );
  }
  if (interlude === 'recovered') return <Recovered onDone={done} />;
  switch (status.state) {
    case 'locked':
      return <UnlockScreen status={status} onUnlocked={onUnlocked} />;
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
          hint="A backup can be put in its place. What is there now is moved into a folder beside it, and nothing is deleted."
          showHome
          restorable
          onRetry={() => void refreshSession()}
        />
      );
    case 'newer':
      return (
        <GateScreen
          title="This vault is from a newer Keyrail"
          message={status.message === '' ? 'Update Keyrail to open it. It was left untouched.' : status.message}
          onRetry={() => void refreshSession()}
        >
          <NewerVault />
        </GateScreen>
      );
  }
}
