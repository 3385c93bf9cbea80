import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '#shared/domain/settings.ts';
import { lengthText, timeOptions } from './time-options.ts';
import { previousOf } from './use-settings.ts';

describe('lengths of time in settings', () => {
  it('are written in the largest whole unit', () => {
    expect(lengthText(30_000)).toBe('30 seconds');
    expect(lengthText(60_000)).toBe('1 minute');
    expect(lengthText(90_000)).toBe('90 seconds');
    expect(lengthText(7_200_000)).toBe('2 hours');
  });

  it('offer what is set, even where it is unusual', () => {
    expect(timeOptions([10_000, 30_000], 20_000).map(({ value }) => value)).toEqual(['10000', '20000', '30000']);
    expect(timeOptions([10_000, 30_000], 30_000)).toHaveLength(2);
    expect(timeOptions([10_000], null)).toHaveLength(1);
  });
});

it('knows the way back from a change', () => {
  expect(previousOf(DEFAULT_SETTINGS, { autoLockAfterMs: null, lockOnSuspend: false })).toEqual({
    autoLockAfterMs: DEFAULT_SETTINGS.autoLockAfterMs,
    lockOnSuspend: DEFAULT_SETTINGS.lockOnSuspend,
  });
});
