import { useEffect, useRef, useState } from 'react';
import type { VaultSlot } from '#shared/domain/vault.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { refreshSession } from '../../stores/session.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { PasswordField } from '../../ui/password-field.tsx';
import { Progress } from '../../ui/progress.tsx';
import { notify } from '../../ui/toast.tsx';
import { NewCodeDialog } from './new-code-dialog.tsx';
import { needsPassphrase } from './slot-words.ts';

type Errors = { readonly passphrase?: string; readonly code?: string; readonly form?: string };
type Step = 'explain' | 'code' | 'running';

/** Rotates the vault key: says what it does, has the new recovery code written down, and shows how far it is. */
export function RekeyDialog({
  slots,
  onClose,
}: {
  readonly slots: readonly VaultSlot[];
  readonly onClose: () => void;
}) {
  const code = useRef('');
  // In a ref, so that no state has it; gone with this component.
  const passphrase = useRef('');
  const field = useRef<HTMLInputElement>(null);
  const [step, setStep] = useState<Step>('explain');
  const [errors, setErrors] = useState<Errors>({});
  const [progress, setProgress] = useState<{ readonly done: number; readonly total: number } | null>(null);
  const asksPassphrase = slots.some(({ kind }) => needsPassphrase(kind));
  useEffect(() => onEngineEvent('rekey-progress', ({ done, total }) => setProgress({ done, total })), []);

  const showCode = async () => {
    if (step !== 'explain') return;
    passphrase.current = field.current?.value ?? '';
    if (asksPassphrase && passphrase.current === '') {
      setErrors({ passphrase: 'Type the passphrase of this vault.' });
      field.current?.focus();
      return;
    }
    setErrors({});
    const made = await call(engine().vault.newRecoveryCode({}));
    if (made.ok) {
      code.current = made.value.recoveryCode;
      setStep('code');
    } else if (isQuiet(made)) {
      onClose();
    } else {
      setErrors({ form: made.error.message });
    }
  };
  const rekey = async (typedBack: string) => {
    setErrors({});
    setProgress(null);
    setStep('running');
    const result = await call(
      engine().vault.rekey({ typedBack, ...(asksPassphrase ? { passphrase: passphrase.current } : {}) }),
    );
    if (result.ok) {
      code.current = '';
      passphrase.current = '';
      notify({ title: 'Rotated the vault key', tone: 'ok' });
      onClose();
      void refreshSession();
      return;
    }
    if (isQuiet(result)) {
      onClose();
      return;
    }
    const { code: failed, message } = result.error;
    if (failed === 'mistyped-recovery-code' || failed === 'wrong-recovery-code') {
      setErrors({ code: message });
      setStep('code');
      return;
    }
    setStep('explain');
    const isAboutPassphrase =
      failed === 'wrong-passphrase' || failed === 'passphrase-needed' || failed === 'too-many-attempts';
    setErrors(isAboutPassphrase && asksPassphrase ? { passphrase: message } : { form: message });
  };

  if (step === 'code') {
    return (
      <NewCodeDialog
        code={code}
        confirmLabel="Rotate the key"
        busy={false}
        error={errors.code}
        onTyped={(typed) => void rekey(typed)}
        onClose={onClose}
      />
    );
  }
  const running = step === 'running';
  return (
    <FormDialog
      onClose={onClose}
      title="Rotate the vault key"
      dismissable={!running}
      onSubmit={() => void showCode()}
      submitLabel={running ? 'Encrypting anew…' : 'Continue'}
      busy={running}
      problem={errors.form}
    >
      <div className="dialog-text">
        <p>
          Every value and the whole database are encrypted with a new key. Do this when someone may have had the vault’s
          files together with a way to open them.
        </p>
        <ul className="plain-list">
          <li>Your keychain and passphrase go on working; the next step has a new recovery code to write down.</li>
          <li>An interruption loses nothing: it goes on at the next unlock.</li>
          <li>
            The daily backups open as the vault does; copies that you keep elsewhere still with the old recovery code.
          </li>
          <li>The keys themselves stay as they are at their providers.</li>
        </ul>
      </div>
      {asksPassphrase ? (
        <PasswordField
          ref={field}
          label="Passphrase"
          hint="To lock the new key with it."
          error={errors.passphrase}
          disabled={running}
        />
      ) : null}
      {running ? (
        <div className="rekey-progress">
          <Progress label="Encrypting anew" done={progress?.done ?? 0} total={progress?.total ?? null} />
          <p className="muted" role="status">
            {progress === null ? 'Starting…' : `${formatCount(progress.done)} of ${formatCount(progress.total)} values`}
          </p>
        </div>
      ) : null}
    </FormDialog>
  );
}
