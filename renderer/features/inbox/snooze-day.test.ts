import { expect, it } from 'vitest';
import { readSnoozeDay } from './snooze-day.ts';

const NOW = new Date(2026, 10, 21, 12).getTime();

it('takes a day that is still to come, as it begins here', () => {
  expect(readSnoozeDay('2026-11-22', NOW)).toEqual({ at: new Date(2026, 10, 22).getTime() });
  expect(readSnoozeDay('2028-02-29', NOW)).toEqual({ at: new Date(2028, 1, 29).getTime() });
});

it.each([
  ['', 'Choose a day.'],
  ['2026-11-21', 'still to come'],
  ['2026-11-20', 'still to come'],
  ['2027-02-29', 'no such day'],
  ['0001-01-01', '1970'],
  ['90d', 'Choose a day'],
  ['soon', 'not a date'],
])('says what is wrong with %j', (text, why) => {
  expect(readSnoozeDay(text, NOW)).toEqual({ error: expect.stringContaining(why) });
});
