import { describe, expect, it } from 'vitest';
import { connectionId, environmentId, keyId, projectId, reminderId } from '#shared/domain/ids.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { REMINDER_KINDS } from '#shared/domain/reminder-kinds.ts';
import { filtered, inboxRows, nextReminder } from './inbox-rows.ts';
import { detailOf, groupOf, sentenceOf, summaryOf, urgencyOf, whenText } from './reminder-words.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';

function reminder(change: Partial<Reminder>): Reminder {
  const kind = change.kind ?? 'expires';
  return {
    id: reminderId.parse(`${kind}:${ID}`),
    kind,
    action: 'rotate',
    origin: 'reported',
    keyId: keyId.parse(ID),
    projectId: projectId.parse(ID),
    environmentId: environmentId.parse(ID),
    connectionId: null,
    remoteKeyId: null,
    placementId: null,
    name: 'NORRIX_API_KEY',
    project: 'storefront',
    environment: 'staging',
    provider: 'norrix',
    detail: 'What is the matter.',
    dueAt: NOW + 9 * DAY,
    precision: 'instant',
    firesAt: NOW,
    leadDays: 0,
    ownerNote: '',
    snoozedUntil: null,
    dismissed: null,
    ...change,
  };
}

describe('a reminder in words', () => {
  it('says how urgent it is, by what fails and not by its date alone', () => {
    expect(urgencyOf(reminder({ dueAt: NOW - 1, kind: 'rotate' }), NOW)).toBe('late');
    expect(urgencyOf(reminder({}), NOW)).toBe('soon');
    expect(urgencyOf(reminder({ dueAt: NOW + 20 * DAY }), NOW)).toBe('calm');
    expect(urgencyOf(reminder({ kind: 'unused', dueAt: NOW - 300 * DAY }), NOW)).toBe('calm');
    expect(groupOf(reminder({ kind: 'unused', dueAt: NOW - 300 * DAY }), NOW)).toBe('look');
    expect(groupOf(reminder({ kind: 'placement-behind', dueAt: NOW - DAY }), NOW)).toBe('now');
  });

  it('fits the narrow column', () => {
    expect(whenText(reminder({ dueAt: NOW + 9 * DAY + 5 }), NOW)).toBe('9 days');
    expect(whenText(reminder({ dueAt: NOW - 3 * DAY }), NOW)).toBe('3 days late');
    // 3 in the morning of the day whose end another one is due at.
    const morning = new Date(2026, 10, 30, 3).getTime();
    const noon = new Date(2026, 10, 21, 12).getTime();
    expect(whenText(reminder({ dueAt: morning }), noon)).toBe('9 days');
    expect(whenText(reminder({ dueAt: Date.UTC(2026, 11, 1) - 1, precision: 'day' }), noon)).toBe('9 days');
    expect(whenText(reminder({ dueAt: Date.UTC(2026, 10, 22) - 1, precision: 'day' }), NOW)).toBe('Today');
    expect(whenText(reminder({ dueAt: NOW - 3_600_000 }), NOW)).toBe('Today');
    expect(whenText(reminder({ dueAt: 253_402_300_799_999 }), NOW)).toMatch(/^7,97\d years$/);
    for (const kind of REMINDER_KINDS) expect(whenText(reminder({ kind }), NOW).length).toBeLessThanOrEqual(12);
  });

  it('makes a sentence of each kind', () => {
    expect(sentenceOf(reminder({}), NOW).rest).toMatch(/^in staging expires on /);
    expect(sentenceOf(reminder({ kind: 'rotate', dueAt: NOW - DAY }), NOW).rest).toMatch(/was due for rotation/);
    expect(sentenceOf(reminder({ kind: 'unknown-key', name: 'old runner' }), NOW)).toEqual({
      name: 'old runner',
      rest: 'at Norrix is not in the vault',
    });
    expect(sentenceOf(reminder({ kind: 'backup-overdue', name: 'Vault', environment: '' }), NOW).name).toBe(
      'The vault',
    );
    for (const kind of REMINDER_KINDS) {
      const { rest } = sentenceOf(reminder({ kind }), NOW);
      expect(rest).toMatch(/\S/);
      expect(rest).not.toMatch(/\s$|undefined/);
    }
  });

  it('says why, and how a date is known', () => {
    expect(detailOf(reminder({}))).toBe('storefront · Norrix · reported by Norrix');
    expect(detailOf(reminder({ origin: 'value' }))).toContain('inferred from the value itself');
    expect(detailOf(reminder({ origin: 'header' }))).toContain('from a header of Norrix’s answers');
    expect(detailOf(reminder({ origin: 'lifetime' }))).toContain('live no longer');
    expect(detailOf(reminder({ kind: 'rotate', origin: 'typed' }))).toContain('planned by you');
    expect(detailOf(reminder({ kind: 'placement-behind' }))).toMatch(/What is the matter\. Since /);
    expect(detailOf(reminder({ provider: null, ownerNote: 'Ask Dana' }))).toMatch(/^storefront · .* · “Ask Dana”$/);
    expect(detailOf(reminder({ dismissed: { at: NOW, reason: 'meant so' } }))).toContain('Dismissed: meant so');
  });

  it('counts what needs somebody', () => {
    const calm = reminder({ dueAt: NOW + 20 * DAY });
    expect(summaryOf([reminder({})], NOW)).toBe('1 needs you');
    expect(summaryOf([reminder({}), reminder({}), calm], NOW)).toBe('2 need you, 1 can wait');
    expect(summaryOf([calm], NOW)).toBe('1 can wait');
  });
});

describe('the rows of the inbox', () => {
  const late = reminder({ kind: 'expired', dueAt: NOW - DAY });
  const behind = reminder({ kind: 'placement-behind', dueAt: NOW - DAY });
  const soon = reminder({});
  const unused = reminder({ kind: 'unused', dueAt: NOW - DAY });

  it('stand under their headings, what fails first', () => {
    const rows = inboxRows([behind, late, soon, unused], 'open', NOW);
    expect(rows.map((row) => (row.type === 'heading' ? `${row.title} ${row.count}` : row.reminder.kind))).toEqual([
      'Now 2',
      'expired',
      'placement-behind',
      'In the next two weeks 1',
      'expires',
      'Worth a look 1',
      'unused',
    ]);
    expect(nextReminder(rows, 3, 1)).toBe(4);
    expect(nextReminder(rows, 3, -1)).toBe(2);
    expect(nextReminder(rows, 0, -1)).toBeNull();
    expect(nextReminder([], 0, 1)).toBeNull();
  });

  it('are in the order in which they come back, and the newest dismissal first', () => {
    const [first, second] = [reminder({ snoozedUntil: NOW + DAY }), reminder({ snoozedUntil: NOW + 2 * DAY })];
    expect(inboxRows([], 'snoozed', NOW)).toEqual([]);
    expect(inboxRows([second, first], 'snoozed', NOW)).toEqual([
      { type: 'heading', title: 'Snoozed until', count: 2 },
      { type: 'reminder', reminder: first },
      { type: 'reminder', reminder: second },
    ]);
    const [old, fresh] = [
      reminder({ dismissed: { at: 1, reason: 'a' } }),
      reminder({ dismissed: { at: 2, reason: 'b' } }),
    ];
    expect(inboxRows([old, fresh], 'dismissed', NOW)).toEqual([
      { type: 'heading', title: 'Dismissed on', count: 2 },
      { type: 'reminder', reminder: fresh },
      { type: 'reminder', reminder: old },
    ]);
  });

  it('are narrowed to a project and to an environment by name', () => {
    const elsewhere = reminder({ projectId: projectId.parse(OTHER) });
    const vault = reminder({
      kind: 'backup-overdue',
      projectId: null,
      environment: '',
      connectionId: connectionId.parse(ID),
    });
    const all = [soon, elsewhere, vault];
    expect(filtered(all, { projectId: null, environment: null })).toBe(all);
    expect(filtered(all, { projectId: projectId.parse(OTHER), environment: null })).toEqual([elsewhere]);
    expect(filtered(all, { projectId: null, environment: 'staging' })).toEqual([soon, elsewhere]);
  });
});
