import { useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import { dateToIso, parseDate } from '#shared/time/dates.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatDayHeading, localDay } from '../../ui/format-time.ts';
import { TextField } from '../../ui/text-field.tsx';
import { plannedInstant, startOfDay } from './day-scale.ts';
import { DAY_IS_OVER } from './plan-actions.ts';

/** Moves the next rotation of a key to a day that is typed. */
export function PlanRotationDialog({
  keyId,
  name,
  at: before,
  planned,
  onClose,
}: {
  readonly keyId: KeyId;
  readonly name: string;
  /** When it is due now. */
  readonly at: number;
  /** Whether a person moved it already. */
  readonly planned: boolean;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState(() =>
    dateToIso({ at: Math.max(localDay(before), localDay(Date.now())) * MS_PER_DAY, precision: 'day' }),
  );
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const now = Date.now();
  const read = dayOf(text, now);
  const plan = async (at: number | null): Promise<void> => {
    setBusy(true);
    const answer = await call(engine().timeline.planRotation({ keyId, at }));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  const submit = (): void => {
    if ('error' in read) setError(read.error);
    else void plan(plannedInstant(read.day, now));
  };
  return (
    <FormDialog
      size="small"
      title="Move the rotation"
      description={`${name}: only its next rotation moves. The one after that is counted from the day it is done.`}
      onClose={onClose}
      onSubmit={submit}
      submitLabel="Move"
      busy={busy}
    >
      <TextField
        label="Day"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
        }}
        error={error}
        hint={'day' in read ? formatDayHeading(startOfDay(read.day), now) : 'A day such as 2027-01-15, or 6w from now.'}
        onFocus={(event) => event.target.select()}
      />
      {planned ? (
        <Button className="plan-reset" onClick={() => void plan(null)}>
          Back to the policy’s date
        </Button>
      ) : null}
    </FormDialog>
  );
}

/** The day of the person's calendar that a text means. */
function dayOf(text: string, now: number): { readonly day: number } | { readonly error: string } {
  const parsed = parseDate(text, now);
  if (!parsed.ok) return { error: parsed.error.message };
  const { at, precision } = parsed.value;
  const day = precision === 'day' ? Math.floor(at / MS_PER_DAY) : localDay(at);
  return day < localDay(now) ? { error: DAY_IS_OVER } : { day };
}
