import './inbox.css';
import { useState } from 'react';
import type { ReminderId } from '#shared/domain/ids.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Segmented } from '../../ui/choices.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { TextField } from '../../ui/text-field.tsx';
import { readSnoozeDay } from './snooze-day.ts';

type Length = 'day' | 'week' | 'until';

const LENGTHS: readonly { readonly value: Length; readonly label: string }[] = [
  { value: 'day', label: 'A day' },
  { value: 'week', label: 'A week' },
  { value: 'until', label: 'Until a day' },
];
const DAYS = { day: 1, week: 7 } as const;

/** For how long a reminder is put off; it comes back by itself. */
export function SnoozeDialog({
  reminderId,
  name,
  onClose,
}: {
  readonly reminderId: ReminderId;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [length, setLength] = useState<Length>('day');
  const [day, setDay] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const read = readSnoozeDay(day, Date.now());
  const submit = async (): Promise<void> => {
    const until = length === 'until' ? read : { at: Date.now() + DAYS[length] * MS_PER_DAY };
    if ('error' in until) {
      setError(until.error);
      return;
    }
    setBusy(true);
    const answer = await call(engine().reminders.snooze({ reminderId, until: until.at }));
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
      title="Snooze this reminder"
      description={name}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Snooze"
      busy={busy}
      problem={problem}
    >
      <div className="snooze-length">
        <Segmented label="For how long" value={length} onChange={setLength} options={LENGTHS} />
      </div>
      {length === 'until' ? (
        <TextField
          label="Day"
          type="date"
          value={day}
          autoFocus
          onChange={(event) => {
            setDay(event.target.value);
            setError(undefined);
          }}
          error={error}
          hint={day === '' || 'error' in read ? 'It comes back as that day begins.' : formatExact(read.at)}
        />
      ) : null}
    </FormDialog>
  );
}
