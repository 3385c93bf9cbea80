import { useState } from 'react';
import type { ReminderId } from '#shared/domain/ids.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Combobox } from '../../ui/combobox.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

const REASONS = ['It is meant to be so', 'The key is not used any more', 'Somebody else looks after it'].map(
  (value) => ({
    value,
    label: value,
  }),
);
const MAX_REASON_LENGTH = 500;

/** Why nobody is to be reminded of something any more. The reason is kept in the list of what was dismissed, and in the activity. */
export function DismissDialog({
  reminderId,
  name,
  onClose,
}: {
  readonly reminderId: ReminderId;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const text = reason.trim();
    if (text === '' || text.length > MAX_REASON_LENGTH) {
      setError(text === '' ? 'Say why, so that it can be understood later.' : 'At most 500 characters.');
      return;
    }
    setBusy(true);
    const answer = await call(engine().reminders.dismiss({ reminderId, reason: text }));
    setBusy(false);
    if (!answer.ok) {
      setProblem(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  return (
    <FormDialog
      size="small"
      title="Dismiss this reminder"
      description={name}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Dismiss"
      busy={busy}
      problem={problem}
    >
      <Combobox
        label="Reason"
        value={reason}
        onChange={(next) => {
          setReason(next);
          setError(undefined);
        }}
        suggestions={REASONS}
        placeholder="Why nobody needs to be reminded"
        error={error}
        hint="It comes back only if its date moves to a later day."
      />
    </FormDialog>
  );
}
