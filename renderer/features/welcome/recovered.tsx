import { useRef, useState } from 'react';
import type { Failure, Result } from '#shared/contract/result.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { GateCard } from './gate-card.tsx';
import { NewPassphraseFields } from './new-passphrase-fields.tsx';

/** After the recovery code opened the vault: what usually opens it is gone or forgotten, so it can be set up again here. */
export function Recovered({ onDone }: { readonly onDone: () => void }) {
  const hasKeychain = useSession((session) => session.status?.keychain === 'available');
  const [way, setWay] = useState<'choose' | 'passphrase'>('choose');
  const [failed, setFailed] = useState<Failure | null>(null);
  const [mismatch, setMismatch] = useState(false);
  const [busy, setBusy] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const finish = async (work: Promise<Result<unknown, string>>): Promise<void> => {
    setFailed(null);
    setBusy(true);
    const answer = await call(work);
    setBusy(false);
    if (answer.ok) onDone();
    else setFailed(answer.error);
  };
  const setPassphrase = (): void => {
    const passphrase = first.current?.value ?? '';
    const same = passphrase === second.current?.value;
    setMismatch(!same);
    if (passphrase === '') setFailed({ code: 'weak-passphrase', message: 'Type a passphrase.' });
    else if (same) void finish(engine().vault.setPassphrase({ passphrase, withKeychain: false }));
  };
  const inField = failed?.code === 'weak-passphrase';
  return (
    <GateCard
      title="You are back in"
      text="The recovery code opened the vault. Choose how it opens from now on; the code keeps working."
    >
      {failed === null || inField ? null : (
        <Callout tone="problem" live>
          {failed.message}
        </Callout>
      )}
      {way === 'choose' ? (
        <div className="gate-stack">
          {hasKeychain ? (
            <Button variant="primary" busy={busy} onClick={() => void finish(engine().vault.addKeychain({}))}>
              Use this machine’s keychain
            </Button>
          ) : null}
          <Button onClick={() => setWay('passphrase')}>Set a new passphrase</Button>
          <Button variant="quiet" onClick={onDone}>
            Later, in Settings
          </Button>
        </div>
      ) : (
        <form
          className="gate-form"
          onSubmit={(event) => {
            event.preventDefault();
            setPassphrase();
          }}
        >
          <NewPassphraseFields
            first={first}
            second={second}
            error={inField ? failed?.message : undefined}
            mismatch={mismatch}
          />
          <div className="gate-actions">
            <Button onClick={() => setWay('choose')}>Back</Button>
            <Button variant="primary" type="submit" busy={busy}>
              Set passphrase
            </Button>
          </div>
        </form>
      )}
    </GateCard>
  );
}
