import { describe, expect, it } from 'vitest';
import type { EnvironmentId, KeyId, ProjectId, ReminderId } from '#shared/domain/ids.ts';
import type { TimelineMark } from '#shared/domain/reminder.ts';
import { labelOf, rangeText, spokenCluster, spokenMark } from './timeline-words.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const mark: TimelineMark = {
  reminderId: 'expires:a' as ReminderId,
  kind: 'expires',
  keyId: 'a' as KeyId,
  projectId: 'shop' as ProjectId,
  environmentId: 'stage' as EnvironmentId,
  name: 'NORRIX_API_KEY',
  provider: 'norrix',
  at: Date.parse('2026-11-30T23:59:59.999Z'),
  precision: 'day',
  origin: 'reported',
  projected: false,
  planned: false,
};
const rotation: TimelineMark = {
  ...mark,
  kind: 'rotate',
  at: Date.parse('2026-12-03T12:00:00Z'),
  precision: 'instant',
  origin: 'policy',
};

describe('a mark in words', () => {
  it('says what, exactly when, how far and how it is known', () => {
    const said = spokenMark(mark, 'staging', NOW);
    expect(said).toMatch(/^NORRIX_API_KEY in staging expires: .*30.*2026.*UTC/);
    expect(said).toMatch(/, 9 days left, reported by the provider$/);
    expect(spokenMark({ ...rotation, planned: true, origin: 'typed' }, 'staging', NOW)).toMatch(/planned by you$/);
    expect(spokenMark({ ...rotation, projected: true }, 'staging', NOW)).toContain('if the one before is done');
    expect(spokenMark({ ...rotation, at: NOW - 86_400_000 * 3 }, 'staging', NOW)).toContain('was due for rotation');
  });

  it('has its year beside it only where it lies far away', () => {
    expect(labelOf(mark, NOW)).toMatch(/^expires (?!.*2026).*30.*, reported$/);
    expect(labelOf({ ...rotation, at: Date.parse('2027-11-03T12:00:00Z') }, NOW)).toContain('2027');
  });

  it('counts several, from their first day to their last', () => {
    expect(spokenCluster([mark, rotation], 'NORRIX_API_KEY')).toMatch(/^2 dates of NORRIX_API_KEY, .*30.* to .*3.*/);
    expect(spokenCluster([mark], 'staging')).toMatch(/^1 date of staging, [^t]*$/);
  });

  it('names whole days of a time', () => {
    const from = Date.parse('2026-11-16T00:00:00Z') / 86_400_000;
    expect(rangeText({ from: from + 0.4, days: 84 })).toMatch(/16.*2026 – .*7.*2027/);
  });
});
