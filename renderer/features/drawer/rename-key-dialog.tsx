import { useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import { keyNameProblem } from '#shared/domain/text-rules.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

export function RenameKeyDialog({
  keyId,
  name: before,
  onClose,
}: {
  readonly keyId: KeyId;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(before);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wanted = name.trim();
    if (keyNameProblem(wanted) !== null) {
      setError(wanted === '' ? 'Give the key a name.' : 'A name has at most 200 visible characters and no “=”.');
      return;
    }
    if (wanted === before) {
      onClose();
      return;
    }
    setBusy(true);
    const answer = await call(engine().keys.rename({ keyId, name: wanted }));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  return (
    <FormDialog
      size="small"
      title="Rename key"
      description="Programs find a key by its name: rename it where it is used as well."
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Rename"
      busy={busy}
    >
      <TextField
        label="Name"
        monospace
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error}
        onFocus={(event) => event.target.select()}
      />
    </FormDialog>
  );
}
