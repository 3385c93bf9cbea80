import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PacedEvent } from './paced-event.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells at once, then four times a second at most, and once after the last change', () => {
  let told = 0;
  const event = new PacedEvent(() => (told += 1), 250);
  event.changed();
  expect(told).toBe(1);
  for (let ms = 0; ms < 1_000; ms += 10) {
    event.changed();
    vi.advanceTimersByTime(10);
  }
  expect(told).toBeLessThanOrEqual(5);
  const before = told;
  event.changed();
  vi.advanceTimersByTime(1_000);
  expect(told).toBeGreaterThan(before);
  const after = told;
  vi.advanceTimersByTime(1_000);
  expect(told).toBe(after);
});

it('tells nothing once it is stopped', () => {
  let told = 0;
  const event = new PacedEvent(() => (told += 1), 250);
  event.changed();
  event.changed();
  event.stop();
  vi.advanceTimersByTime(1_000);
  expect(told).toBe(1);
});
