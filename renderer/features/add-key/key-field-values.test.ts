import { describe, expect, it } from 'vitest';
import {
  EMPTY_KEY_FIELDS,
  readExpiry,
  readIdentifier,
  readKeyFields,
  readRotation,
  toProviderId,
} from './key-field-values.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);

describe('readKeyFields', () => {
  it('leaves out what is empty', () => {
    const { fields } = readKeyFields(EMPTY_KEY_FIELDS, NOW);
    expect(fields).toMatchObject({ provider: null, consumer: null, expires: null, rotateEvery: null, kind: 'secret' });
  });

  it('reads dates, durations and provider names', () => {
    const { fields } = readKeyFields(
      { ...EMPTY_KEY_FIELDS, provider: 'Fly IO', expires: '2026-12-31', rotateEvery: 'every 90 days' },
      NOW,
    );
    expect(fields?.provider).toBe('fly-io');
    expect(fields?.expires).toEqual({ at: Date.UTC(2027, 0, 1) - 1, precision: 'day' });
    expect(fields?.rotateEvery).toBe('P90D');
  });

  it('says per field what does not fit', () => {
    const { errors } = readKeyFields(
      { ...EMPTY_KEY_FIELDS, provider: '§', expires: '31.12.2026', rotateEvery: '3m', tags: ['x'.repeat(61)] },
      NOW,
    );
    expect(Object.keys(errors ?? {}).sort()).toEqual(['expires', 'provider', 'rotateEvery', 'tags']);
  });
});

describe('readExpiry', () => {
  it('takes a length of time as the whole day on which it ends', () => {
    expect(readExpiry('in 90 days', NOW)).toEqual({ at: Date.UTC(2027, 1, 20) - 1, precision: 'day' });
  });
  it('keeps an instant as it is', () => {
    expect(readExpiry('2026-12-31T10:00Z', NOW)).toEqual({ at: Date.UTC(2026, 11, 31, 10), precision: 'instant' });
  });
});

it('reads rotations in words', () => {
  expect(readRotation('quarter')).toEqual({ iso: 'P3M', words: 'every quarter' });
  expect(readRotation('soon')).toHaveProperty('error');
});

it('sends an identifier only for kinds that have one', () => {
  expect(readIdentifier({ kind: 'secret', identifier: 'left over' })).toBeNull();
  expect(readIdentifier({ kind: 'oauth-client', identifier: ' id-1 ' })).toBe('id-1');
});

it('makes ids of names', () => {
  expect(toProviderId(' Hugging Face ')).toBe('hugging-face');
});
