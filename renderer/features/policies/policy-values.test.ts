import { describe, expect, it } from 'vitest';
import { ownPolicy } from '#shared/domain/policy.ts';
import { defaultPolicy } from '#shared/domain/policy-defaults.ts';
import { draftOf, type PolicyDraft, readPolicy, withField } from './policy-values.ts';
import { inheritedWords, ownLine, policyLine, valueWords } from './policy-words.ts';

const NOTHING = draftOf({});
const POLICY = defaultPolicy('production');
const FIELDS = ['rotateEvery', 'warnAheadDays', 'unusedAfterDays', 'quietHours', 'daysOff', 'ownerNote'] as const;

const read = (part: Partial<PolicyDraft>) => readPolicy({ ...NOTHING, ...part });
const errorOf = (part: Partial<PolicyDraft>) => Object.values(read(part).errors ?? {})[0];

describe('a policy that is typed', () => {
  it('inherits what is not set', () => {
    expect(readPolicy(NOTHING)).toEqual({ own: {}, errors: null });
  });

  it('is what it was where nothing is changed, and what the engine takes', () => {
    for (const policy of [
      POLICY,
      defaultPolicy('development'),
      { ...POLICY, rotateEvery: null, warnAheadDays: [], unusedAfterDays: null, quietHours: null, daysOff: [] },
      { ...POLICY, rotateEvery: 'P1D', warnAheadDays: [1], unusedAfterDays: 1, ownerNote: 'Ask Dana' },
      { ...POLICY, rotateEvery: 'P1M' },
      { ...POLICY, rotateEvery: 'P52W' },
      { ...POLICY, rotateEvery: 'P100Y' },
    ]) {
      expect(readPolicy(draftOf(policy))).toEqual({ own: policy, errors: null });
      expect(ownPolicy.parse(policy)).toEqual(policy);
    }
  });

  it('begins with what is inherited where a field is set', () => {
    for (const field of FIELDS) {
      expect(readPolicy(withField(NOTHING, field, POLICY))).toEqual({ own: { [field]: POLICY[field] }, errors: null });
    }
  });

  it('is read as people write it', () => {
    expect(read({ rotateEvery: ' Every 90 days ' }).own).toEqual({ rotateEvery: 'P90D' });
    expect(read({ rotateEvery: 'quarter' }).own).toEqual({ rotateEvery: 'P3M' });
    expect(read({ rotateEvery: 'every year' }).own).toEqual({ rotateEvery: 'P1Y' });
    expect(read({ rotateEvery: 'Never' }).own).toEqual({ rotateEvery: null });
    expect(read({ warnAheadDays: '7 30, 7 and 1 days' }).own).toEqual({ warnAheadDays: [30, 7, 1] });
    expect(read({ unusedAfterDays: '60 days' }).own).toEqual({ unusedAfterDays: 60 });
    expect(read({ quietHours: { from: '', to: '' } }).own).toEqual({ quietHours: null });
    expect(read({ quietHours: { from: '23:59', to: '00:00' } }).own).toEqual({ quietHours: { from: 1439, to: 0 } });
  });

  it.each([
    [{ rotateEvery: '' }, 'Say how often'],
    [{ rotateEvery: '0 days' }, 'longer than zero'],
    [{ rotateEvery: '1000 years' }, 'at most 100 years'],
    [{ rotateEvery: '3m' }, 'minutes or months'],
    [{ rotateEvery: '-5 days' }, 'not a duration'],
    [{ warnAheadDays: '' }, 'or none'],
    [{ warnAheadDays: '30, 0' }, '“0” is not'],
    [{ warnAheadDays: '367' }, '“367” is not'],
    [{ warnAheadDays: '7.5' }, '“7.5” is not'],
    [{ warnAheadDays: '1 2 3 4 5 6 7 8 9 10 11 12 13' }, 'At most 12'],
    [{ unusedAfterDays: '0' }, 'from 1 to 3,660'],
    [{ unusedAfterDays: '3661' }, 'from 1 to 3,660'],
    [{ unusedAfterDays: '' }, 'from 1 to 3,660'],
    [{ quietHours: { from: '22:00', to: '' } }, 'both times'],
    [{ quietHours: { from: '08:00', to: '08:00' } }, 'same minute'],
    [{ daysOff: [1, 2, 3, 4, 5, 6, 7] }, 'at least one working day'],
    [{ ownerNote: 'x'.repeat(501) }, '500'],
  ] satisfies readonly [Partial<PolicyDraft>, string][])('says at the field what is wrong with %j', (part, why) => {
    expect(errorOf(part)).toContain(why);
    expect(Object.keys(read(part).errors ?? {})).toEqual(Object.keys(part));
  });
});

describe('a policy in words', () => {
  it('says each of its fields', () => {
    expect(FIELDS.map((field) => valueWords(POLICY, field))).toEqual([
      'every quarter',
      '30, 14, 7 and 1 days before',
      '90 days',
      '22:00 to 08:00',
      'Saturday and Sunday',
      'none',
    ]);
    expect(policyLine({ ...POLICY, rotateEvery: null, warnAheadDays: [] })).toBe('Never rotate, warn only on the day');
    expect(
      ownLine({ rotateEvery: null, unusedAfterDays: 30 }, { ...POLICY, rotateEvery: null, unusedAfterDays: 30 }),
    ).toBe('Rotate never; unused after 30 days');
    expect(ownLine({}, POLICY)).toBe('');
  });

  it('says of many environments together that each has its default', () => {
    expect(inheritedWords({ of: 'everything' }, 'rotateEvery', POLICY, 'default')).toContain(
      'every year in development',
    );
    expect(inheritedWords({ of: 'provider' }, 'rotateEvery', POLICY, 'everything')).toBe(
      'every quarter, set for everything',
    );
    expect(inheritedWords({ of: 'key' }, 'rotateEvery', POLICY, 'default')).toBe('every quarter, by default');
  });
});
