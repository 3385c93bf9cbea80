import { describe, expect, it } from 'vitest';
import type { InboxItem } from '#shared/contract/inbox.ts';
import { environmentId, keyId, projectId } from '#shared/domain/ids.ts';
import { detailOf, entriesOf, sentenceOf, summaryOf, urgencyOf, whenText } from './inbox-words.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const ID = '00000000-0000-4000-8000-000000000001';

const keyOf = (number: number) => keyId.parse(`${ID.slice(0, -1)}${number}`);

function item(change: Partial<InboxItem>): InboxItem {
  return {
    id: 'one',
    kind: 'expires',
    keyId: keyId.parse(ID),
    projectId: projectId.parse(ID),
    environmentId: environmentId.parse(ID),
    name: 'NORRIX_API_KEY',
    project: 'storefront',
    environment: 'staging',
    provider: 'norrix',
    dueAt: NOW + 9 * DAY,
    origin: 'reported',
    action: 'replace-value',
    ...change,
  };
}

describe('the inbox in words', () => {
  it('says how urgent something is', () => {
    expect(urgencyOf(item({ dueAt: NOW - 1 }), NOW)).toBe('late');
    expect(urgencyOf(item({}), NOW)).toBe('soon');
    expect(urgencyOf(item({ dueAt: NOW + 20 * DAY }), NOW)).toBe('later');
  });

  it('fits the narrow column', () => {
    expect(whenText(NOW + 9 * DAY + 5, NOW)).toBe('9 days');
    expect(whenText(NOW - 3 * DAY, NOW)).toBe('3 days late');
    expect(whenText(Date.UTC(2026, 10, 22) - 1, NOW)).toBe('Today');
    expect(whenText(NOW - 3_600_000, NOW)).toBe('Today');
  });

  it('makes sentences of kinds', () => {
    expect(sentenceOf(item({}), NOW).rest).toMatch(/^in staging expires on /);
    expect(sentenceOf(item({ kind: 'expired', dueAt: NOW - DAY }), NOW).rest).toMatch(/^in staging expired on /);
    expect(sentenceOf(item({ kind: 'rotate', dueAt: NOW - DAY }), NOW).rest).toMatch(/was due for rotation/);
  });

  it('says where a date comes from', () => {
    expect(detailOf(item({}), NOW)).toBe('storefront · Norrix · reported by Norrix.');
    expect(detailOf(item({ origin: 'typed', provider: null }), NOW)).toBe('storefront · typed by you.');
  });

  it('counts what needs a person', () => {
    const later = item({ dueAt: NOW + 20 * DAY });
    expect(summaryOf([item({})], NOW)).toBe('1 needs you');
    expect(summaryOf([item({}), item({ keyId: keyOf(2) }), { ...later, keyId: keyOf(3) }], NOW)).toBe(
      '2 need you, 1 can wait',
    );
    expect(summaryOf([later], NOW)).toBe('1 can wait');
  });
});

describe('a key with two reasons', () => {
  const rotate = item({ id: 'two', kind: 'rotate', dueAt: NOW + 12 * DAY });

  it('is one entry, the more urgent reason first', () => {
    expect(entriesOf([item({}), rotate])).toEqual([{ item: item({}), others: [rotate] }]);
    expect(summaryOf([item({}), rotate], NOW)).toBe('1 needs you');
  });

  it('says the other one in its second line', () => {
    expect(detailOf(item({}), NOW, [rotate])).toMatch(/^Also due for rotation on .* · storefront · /);
  });
});
