// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { AlarmClock, Ellipsis } from 'lucide-react';
import type { Reminder } from '#shared/domain/reminder.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { actionLabel, reopenReminder, runReminderAction } from './reminder-actions.ts';
import { isAway, moreMenu, snoozeMenu } from './reminder-menu.ts';
import { detailOf, sentenceOf, whenText } from './reminder-words.ts';

/** The cells of one reminder: when, what and why, and what can be done. */
export function ReminderCells({
  reminder,
  now,
  first,
  active,
}: {
  readonly reminder: Reminder;
  readonly now: number;
  /** The most urgent one has the screen's main button. */
  readonly first: boolean;
  /** Tab stops at the buttons of the active line only. */
  readonly active: boolean;
}) {
  const { dueAt, precision, snoozedUntil, dismissed } = reminder;
  const { name, rest } = sentenceOf(reminder, now);
  const detail = detailOf(reminder);
  const away = isAway(reminder);
  const shown = dismissed?.at ?? snoozedUntil ?? dueAt;
  const label = away ? 'Bring back' : actionLabel(reminder);
  const about = `${name}${reminder.environment === '' ? '' : ` in ${reminder.environment}`}`;
  const tabIndex = active ? 0 : -1;
  return (
    <>
      <div role="gridcell" tabIndex={-1} className="inbox-when">
        <time dateTime={new Date(shown).toISOString()} title={formatExact(shown, away ? 'instant' : precision)}>
          {whenText(reminder, now)}
        </time>
      </div>
      <div role="gridcell" tabIndex={-1} className="inbox-texts">
        <p className="truncate" title={`${name} ${rest}`}>
          <strong>{name}</strong> {rest}
        </p>
        <p className="inbox-detail truncate" title={detail}>
          {detail}
        </p>
      </div>
      <div role="gridcell" tabIndex={-1} className="inbox-actions">
        <Button
          variant={first && !away ? 'primary' : 'default'}
          tabIndex={tabIndex}
          aria-label={`${label} ${about}`}
          onClick={() => void (away ? reopenReminder(reminder) : runReminderAction(reminder))}
        >
          {label}
        </Button>
        {away ? null : (
          <DropdownMenu
            label={`Snooze ${about}`}
            entries={snoozeMenu(reminder)}
            trigger={<IconButton icon={AlarmClock} label={`Snooze ${about}`} tabIndex={tabIndex} />}
          />
        )}
        <DropdownMenu
          label={`More for ${about}`}
          entries={moreMenu(reminder)}
          trigger={<IconButton icon={Ellipsis} label={`More for ${about}`} tabIndex={tabIndex} />}
        />
      </div>
    </>
  );
}
