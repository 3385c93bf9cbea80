import { useRef, useState } from 'react';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession } from '../../stores/session.ts';
import { Checkbox } from '../../ui/choices.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { NewPassphraseFields } from '../welcome/new-passphrase-fields.tsx';

type Errors = { readonly passphrase?: string; readonly mismatch?: true; readonly form?: string };

/** Adds a passphrase or changes the one that is there. */
export function PassphraseDialog({
  isChange,
  withKeychain: withKeychainNow,
  keychain,
  onClose,
}: {
  readonly isChange: boolean;
  /** Whether the passphrase that is there needs the keychain as well. */
  readonly withKeychain: boolean;
  readonly keychain: 'available' | 'unavailable';
  readonly onClose: () => void;
}) {
  const passphrase = useRef<HTMLInputElement>(null);
  const again = useRef<HTMLInputElement>(null);
  const [withKeychain, setWithKeychain] = useState(withKeychainNow);
  const [errors, setErrors] = useState<Errors>({});
  const [saving, setSaving] = useState(false);

  const submit = async () => {
    if (saving) return;
    const typed = passphrase.current?.value ?? '';
    if (typed === '') {
      setErrors({ passphrase: 'Type a passphrase.' });
      passphrase.current?.focus();
      return;
    }
    if (typed !== again.current?.value) {
      setErrors({ mismatch: true });
      again.current?.focus();
      return;
    }
    setErrors({});
    setSaving(true);
    const result = await call(engine().vault.setPassphrase({ passphrase: typed, withKeychain }));
    setSaving(false);
    if (!result.ok) {
      if (isQuiet(result)) return;
      setErrors({ [result.error.code === 'weak-passphrase' ? 'passphrase' : 'form']: result.error.message });
      passphrase.current?.focus();
      return;
    }
    notify({ title: isChange ? 'Changed the passphrase' : 'Added a passphrase', tone: 'ok' });
    onClose();
    await refreshSession();
  };

  return (
    <FormDialog
      onClose={onClose}
      size="small"
      title={isChange ? 'Change the passphrase' : 'Add a passphrase'}
      dismissable={!saving}
      initialFocus={passphrase}
      onSubmit={() => void submit()}
      submitLabel={isChange ? 'Change passphrase' : 'Add passphrase'}
      busy={saving}
      problem={errors.form}
    >
      <NewPassphraseFields
        first={passphrase}
        second={again}
        error={errors.passphrase}
        mismatch={errors.mismatch === true}
      />
      <Checkbox
        label="Need the keychain as well"
        hint={
          keychain === 'available'
            ? 'The vault then opens only on this computer, with both; elsewhere with the recovery code.'
            : 'This computer has no keychain that answers.'
        }
        checked={withKeychain}
        disabled={keychain !== 'available'}
        onChange={setWithKeychain}
      />
    </FormDialog>
  );
}
