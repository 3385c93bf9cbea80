import { findReminder } from '#core/reminders/list-reminders.ts';
import { dismissReminder, reopenReminder, snoozeReminder } from '#core/reminders/marks.ts';
import { failure, success } from '#shared/contract/result.ts';
import { parseDate } from '#shared/time/dates.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand } from '../command.ts';
import { withStore } from '../unlock.ts';

const LONGEST_REASON = 500;

const spec = {
  name: 'snooze',
  usage: ['snooze ID TIME', 'snooze ID --dismiss REASON', 'snooze ID --end'],
  about: `Puts a reminder off until a time, and it is told of again then; or dismisses it for good, with a reason, unless its date
moves to a later day. "undo" takes either back, and "--end" ends it. Ids are those of "keyrail reminders"; their start is
enough.`,
  options: {
    dismiss: { type: 'text', value: 'REASON', help: 'do not tell of it any more, and why' },
    end: { type: 'flag', help: 'end a snooze or a dismissal now' },
  },
  words: { min: 1, max: 2 },
  examples: [
    ['keyrail snooze rotate:0f8fad5b 7d', 'tell me again in a week'],
    ['keyrail snooze rotate:0f8fad5b 2027-01-04', 'or on a day'],
    ['keyrail snooze unused:0f8fad5b --dismiss "used once a year"', 'it may stay'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [id = '', time], options }, context) => {
  const reason = options.dismiss?.trim();
  const asked = [time !== undefined, reason !== undefined, options.end].filter(Boolean).length;
  if (asked !== 1) return usage(spec, 'Say one of: until when, --dismiss REASON, --end.');
  if (reason === '' || (reason?.length ?? 0) > LONGEST_REASON) {
    return usage(spec, `A reason has 1 to ${LONGEST_REASON} characters.`);
  }
  const until = time === undefined ? null : parseDate(time, context.now());
  if (until?.ok === false) return failure(until.error.code, until.error.message);

  return withStore(context, (store) => {
    const found = findReminder(store, id);
    if (!found.ok) return found;
    const { value: reminder } = found;
    const done =
      until !== null
        ? snoozeReminder(store, reminder, until.value.at)
        : reason !== undefined
          ? dismissReminder(store, reminder, reason)
          : reopenReminder(store, reminder);
    if (!done.ok) return done;
    context.output.say(
      `${done.value.label}${until === null ? '' : ` until ${new Date(until.value.at).toISOString()}`}.`,
    );
    return success(0);
  });
});
