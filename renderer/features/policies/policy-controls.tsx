import { CircleAlert } from 'lucide-react';
import type { PolicyField } from '#shared/domain/policy.ts';
import { Checkbox } from '../../ui/choices.tsx';
import { Combobox } from '../../ui/combobox.tsx';
import type { Suggestion } from '../../ui/suggestion-input.tsx';
import { TextArea, TextField } from '../../ui/text-field.tsx';
import type { PolicyDraft } from './policy-values.ts';
import { FIELD_TITLES, WEEKDAYS } from './policy-words.ts';

const INTERVALS: readonly Suggestion[] = [
  { value: '30 days', label: 'Every 30 days' },
  { value: '90 days', label: 'Every 90 days' },
  { value: 'quarter', label: 'Every quarter' },
  { value: 'half-year', label: 'Every half-year' },
  { value: '1 year', label: 'Every year' },
  { value: 'never', label: 'Never' },
];
const WARNINGS: readonly Suggestion[] = ['30, 14, 7, 1', '14, 7, 1', '7, 1', 'none'].map((value) => ({
  value,
  label: value === 'none' ? 'None: only on the day' : `${value} days`,
}));
const UNUSED: readonly Suggestion[] = ['30', '60', '90', '180', 'never'].map((value) => ({
  value,
  label: value === 'never' ? 'Never' : `${value} days`,
}));

type Props = {
  readonly draft: PolicyDraft;
  readonly error: string | undefined;
  readonly onChange: (draft: PolicyDraft) => void;
};

/** The control of one field that is set here. */
export function PolicyControl({ field, ...props }: Props & { readonly field: PolicyField }) {
  const { draft, error, onChange } = props;
  const label = FIELD_TITLES[field];
  switch (field) {
    case 'rotateEvery':
      return (
        <Combobox
          label={label}
          labelHidden
          value={draft.rotateEvery ?? ''}
          onChange={(rotateEvery) => onChange({ ...draft, rotateEvery })}
          suggestions={INTERVALS}
          placeholder="90 days, quarter, 1 year, never"
          error={error}
          hint="By the calendar: a month or a quarter later is the same day of that month, or its last."
        />
      );
    case 'warnAheadDays':
      return (
        <Combobox
          label={label}
          labelHidden
          value={draft.warnAheadDays ?? ''}
          onChange={(warnAheadDays) => onChange({ ...draft, warnAheadDays })}
          suggestions={WARNINGS}
          placeholder="30, 14, 7, 1"
          error={error}
          hint="Days before an expiry or a rotation."
        />
      );
    case 'unusedAfterDays':
      return (
        <Combobox
          label={label}
          labelHidden
          value={draft.unusedAfterDays ?? ''}
          onChange={(unusedAfterDays) => onChange({ ...draft, unusedAfterDays })}
          suggestions={UNUSED}
          placeholder="90"
          error={error}
          hint="Days without a use, as far as the provider tells of uses."
        />
      );
    case 'quietHours':
      return <QuietHours {...props} />;
    case 'daysOff':
      return <DaysOff {...props} />;
    case 'ownerNote':
      return (
        <TextArea
          label={label}
          labelHidden
          value={draft.ownerNote ?? ''}
          onChange={(event) => onChange({ ...draft, ownerNote: event.target.value })}
          placeholder="Who looks after it, or what to know before it is replaced"
          error={error}
          rows={2}
        />
      );
  }
}

function QuietHours({ draft, error, onChange }: Props) {
  const hours = draft.quietHours ?? { from: '', to: '' };
  return (
    <div className="policy-hours">
      <TextField
        label="From"
        type="time"
        value={hours.from}
        onChange={(event) => onChange({ ...draft, quietHours: { ...hours, from: event.target.value } })}
        error={error}
      />
      <TextField
        label="To"
        type="time"
        value={hours.to}
        onChange={(event) => onChange({ ...draft, quietHours: { ...hours, to: event.target.value } })}
      />
    </div>
  );
}

function DaysOff({ draft, error, onChange }: Props) {
  const days = draft.daysOff ?? [];
  const toggle = (day: number, off: boolean): void =>
    onChange({ ...draft, daysOff: off ? [...days, day] : days.filter((each) => each !== day) });
  return (
    <fieldset className={error === undefined ? 'policy-days' : 'policy-days field-invalid'}>
      <legend className="visually-hidden">Days off</legend>
      {WEEKDAYS.map((name, index) => (
        <Checkbox
          key={name}
          label={name}
          checked={days.includes(index + 1)}
          onChange={(off) => toggle(index + 1, off)}
        />
      ))}
      {error === undefined ? null : (
        <p className="field-error" role="alert">
          <CircleAlert size={13} aria-hidden="true" />
          <span>{error}</span>
        </p>
      )}
      <p className="field-hint">What would be told on a day off comes the working day before.</p>
    </fieldset>
  );
}
