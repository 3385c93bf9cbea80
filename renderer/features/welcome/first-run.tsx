import { useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { UnlockMethod } from '#shared/domain/vault.ts';
import { useUpdates } from '../../data/use-updates.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession, useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Checkbox, type RadioCard, RadioCards } from '../../ui/choices.tsx';
import { ConfirmCode } from './confirm-code.tsx';
import { GateCard } from './gate-card.tsx';
import { NewPassphraseFields } from './new-passphrase-fields.tsx';
import { ShowCode } from './show-code.tsx';

type Step = 'choose' | 'code' | 'confirm';

/** The first start: how the vault opens, the recovery code, its confirmation. */
export function FirstRun({ onStart, onDone }: { readonly onStart: () => void; readonly onDone: () => void }) {
  const [step, setStep] = useState<Step>('choose');
  // In a ref, so that no state has it; gone with this component.
  const code = useRef('');
  switch (step) {
    case 'choose':
      return (
        <ChooseUnlock
          onCreated={(recoveryCode) => {
            code.current = recoveryCode;
            onStart();
            setStep('code');
          }}
        />
      );
    case 'code':
      return (
        <ShowCode
          code={code}
          step="Step 2 of 3"
          title="Your recovery code"
          text="The way back in when the keychain or the passphrase is lost. It is shown this once and kept nowhere."
          onDone={() => setStep('confirm')}
        />
      );
    case 'confirm':
      return (
        <ConfirmCode
          step="Step 3 of 3"
          onBack={() => setStep('code')}
          onDone={() => {
            code.current = '';
            onDone();
          }}
        />
      );
  }
}

function ChooseUnlock({ onCreated }: { readonly onCreated: (recoveryCode: string) => void }) {
  const hasKeychain = useSession((session) => session.status?.keychain === 'available');
  const why = useSession((session) => session.status?.message ?? '');
  const platform = useSession((session) => session.info?.platform);
  const [method, setMethod] = useState<UnlockMethod>(hasKeychain ? 'keychain' : 'passphrase');
  const [failed, setFailed] = useState<Failure | null>(null);
  const [mismatch, setMismatch] = useState(false);
  const updates = useUpdates();
  const [busy, setBusy] = useState<'create' | 'restore' | null>(null);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);

  const create = async (): Promise<void> => {
    const passphrase = method === 'keychain' ? undefined : (first.current?.value ?? '');
    setFailed(null);
    setMismatch(passphrase !== undefined && passphrase !== second.current?.value);
    if (passphrase === '') {
      setFailed({ code: 'weak-passphrase', message: 'Type a passphrase.' });
      return;
    }
    if (passphrase !== undefined && passphrase !== second.current?.value) return;
    setBusy('create');
    const answer = await call(
      engine().vault.create(passphrase === undefined ? { unlock: method } : { unlock: method, passphrase }),
    );
    setBusy(null);
    if (answer.ok) onCreated(answer.value.recoveryCode);
    else setFailed(answer.error);
  };
  const restore = async (): Promise<void> => {
    setFailed(null);
    setBusy('restore');
    const answer = await call(engine().vault.restoreBackup({}));
    setBusy(null);
    if (answer.ok) await refreshSession();
    else if (answer.error.code !== 'cancelled') setFailed(answer.error);
  };
  const inField = failed?.code === 'weak-passphrase' || failed?.code === 'passphrase-needed';
  return (
    <GateCard
      step="Step 1 of 3"
      title="Welcome to Keyrail"
      text="Your API keys, per project and environment, encrypted on this machine. First choose how the vault opens."
    >
      <form
        className="gate-form"
        onSubmit={(event) => {
          event.preventDefault();
          void create();
        }}
      >
        {hasKeychain ? null : (
          <Callout title="No keychain answers on this machine">
            {why === '' ? 'The vault opens with a passphrase then.' : why}
          </Callout>
        )}
        <RadioCards
          label="How the vault opens"
          labelHidden
          value={method}
          onChange={setMethod}
          options={methods(hasKeychain, keychainName(platform))}
        />
        {method === 'keychain' ? null : (
          <NewPassphraseFields
            first={first}
            second={second}
            error={inField ? failed?.message : undefined}
            mismatch={mismatch}
          />
        )}
        {failed === null || inField ? null : (
          <Callout tone="problem" live>
            {failed.message}
          </Callout>
        )}
        {updates.status?.available === true ? (
          <Checkbox
            label="Look for newer versions once a day"
            hint={`Asks ${updates.status.host} for one file. Nothing about you or your vault is sent. You can change it in Settings.`}
            checked={updates.status.allowed === true}
            onChange={updates.allow}
          />
        ) : null}
        <div className="gate-actions">
          <Button variant="quiet" busy={busy === 'restore'} onClick={() => void restore()}>
            Restore a backup
          </Button>
          <Button variant="primary" type="submit" busy={busy === 'create'}>
            Create vault
          </Button>
        </div>
      </form>
    </GateCard>
  );
}

function methods(hasKeychain: boolean, keychain: string): readonly RadioCard<UnlockMethod>[] {
  const passphrase: RadioCard<UnlockMethod> = {
    value: 'passphrase',
    title: 'Passphrase',
    text: 'You type it at every start. Nothing on this machine opens the vault without it.',
  };
  const withKeychain: readonly RadioCard<UnlockMethod>[] = [
    {
      value: 'keychain',
      title: keychain,
      ...(hasKeychain ? { badge: 'Recommended' } : {}),
      text: 'Opens by itself while you are logged in. Other programs that run as you could ask the keychain too.',
      disabled: !hasKeychain,
    },
    {
      value: 'keychain+passphrase',
      title: `${keychain} and passphrase`,
      text: 'Both are needed: a stolen disk or a copied passphrase alone opens nothing.',
      disabled: !hasKeychain,
    },
  ];
  return hasKeychain ? [...withKeychain, passphrase] : [passphrase, ...withKeychain];
}

function keychainName(platform: 'darwin' | 'win32' | 'linux' | undefined): string {
  switch (platform) {
    case 'darwin':
      return 'macOS keychain';
    case 'win32':
      return 'Windows credentials';
    case 'linux':
    case undefined:
      return 'System keychain';
  }
}
