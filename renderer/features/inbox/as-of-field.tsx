import { type Ref, useEffect, useRef, useState } from 'react';
import { parseDate } from '#shared/time/dates.ts';
import { TextField } from '../../ui/text-field.tsx';

/** The day as of which reminders are shown; empty: today. A day that is over, or half typed, changes nothing. */
export function AsOfField({
  ref,
  at,
  onChange,
}: {
  readonly ref: Ref<HTMLInputElement>;
  /** A day's last millisecond in UTC. */
  readonly at: number | null;
  readonly onChange: (at: number | null) => void;
}) {
  // The field says its value at each digit of a year: what is typed is kept apart from what it means.
  const [text, setText] = useState(isoDay(at));
  const sent = useRef(at);
  useEffect(() => {
    if (at === sent.current) return;
    sent.current = at;
    setText(isoDay(at));
  }, [at]);
  const day = readDay(text, Date.now());
  return (
    <span className="inbox-as-of">
      <TextField
        ref={ref}
        label="As of"
        type="date"
        min={isoDay(Date.now())}
        value={text}
        {...(day === 'over' ? { error: 'That day is over.' } : {})}
        onChange={(event) => {
          setText(event.target.value);
          const read = readDay(event.target.value, Date.now());
          sent.current = typeof read === 'number' ? read : null;
          onChange(sent.current);
        }}
      />
    </span>
  );
}

function isoDay(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString().slice(0, 10);
}

/** The day that is meant; null where none is, or it is not typed to its end. */
function readDay(text: string, now: number): number | 'over' | null {
  // Years before 1000 are those that are being typed.
  if (text === '' || text.startsWith('0')) return null;
  const day = parseDate(text, now);
  if (!day.ok) return 'over';
  return day.value.at < now ? 'over' : day.value.at;
}
