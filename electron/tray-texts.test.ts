import { describe, expect, it } from 'vitest';
import { type Reminder, reminder } from '#shared/domain/reminder.ts';
import { asMenuLabel, trayTexts } from './tray-texts.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;

function item(change: Partial<Reminder>): Reminder {
  return reminder.parse({
    id: 'expires:00000000-0000-4000-8000-000000000001',
    kind: 'expires',
    keyId: '00000000-0000-4000-8000-000000000001',
    projectId: '00000000-0000-4000-8000-000000000002',
    environmentId: '00000000-0000-4000-8000-000000000003',
    name: 'STRIPE_SECRET_KEY',
    project: 'Shop',
    environment: 'staging',
    provider: 'stripe',
    dueAt: NOW + 3 * DAY_MS,
    origin: 'typed',
    action: 'rotate',
    connectionId: null,
    remoteKeyId: null,
    placementId: null,
    detail: '',
    precision: 'instant',
    firesAt: NOW,
    leadDays: 0,
    ownerNote: '',
    snoozedUntil: null,
    dismissed: null,
    ...change,
  });
}

describe('trayTexts', () => {
  it('names nothing while the vault is locked', () => {
    expect(trayTexts({ vault: 'locked', due: 0 }, NOW, 'en')).toEqual({
      tooltip: 'Keyrail: locked',
      headline: { label: 'Locked', next: null },
      due: 0,
    });
    expect(trayTexts({ vault: 'locked', due: 3 }, NOW, 'en')).toEqual({
      tooltip: 'Keyrail: locked, 3 due',
      headline: { label: 'Locked, 3 due', next: null },
      due: 3,
    });
  });

  it.each([
    [{}, 'STRIPE_SECRET_KEY (staging) expires in 3 days'],
    [{ dueAt: NOW + 5 * 3_600_000 }, 'STRIPE_SECRET_KEY (staging) expires in 5 hours'],
    [{ dueAt: NOW - DAY_MS, kind: 'expired' as const }, 'STRIPE_SECRET_KEY (staging) expired yesterday'],
    [{ dueAt: NOW - 1, kind: 'expires' as const }, 'STRIPE_SECRET_KEY (staging) expired this hour'],
    [{ kind: 'rotate' as const }, 'STRIPE_SECRET_KEY (staging) is due for rotation in 3 days'],
    [
      { kind: 'rotate' as const, dueAt: NOW - 2 * DAY_MS },
      'STRIPE_SECRET_KEY (staging) was due for rotation 2 days ago',
    ],
    [{ kind: 'placement-behind' as const }, 'STRIPE_SECRET_KEY (staging) is behind in CI'],
    [{ kind: 'backup-overdue' as const, name: 'Vault', environment: '' }, 'Vault needs a backup'],
  ])('says what is due next and when', (change, label) => {
    const texts = trayTexts({ vault: 'unlocked', open: 2, next: item(change) }, NOW, 'en');
    expect(texts.headline.label).toBe(label);
    expect(texts.due).toBe(2);
  });

  it('says so when nothing is due', () => {
    expect(trayTexts({ vault: 'unlocked', open: 0, next: null }, NOW, 'en').headline.label).toBe('Nothing is due');
  });

  it('fits what Windows shows of a tooltip', () => {
    const texts = trayTexts({ vault: 'unlocked', open: 1, next: item({ name: '🔑'.repeat(200) }) }, NOW, 'en');
    expect([...texts.tooltip]).toHaveLength(127);
    expect(texts.tooltip.endsWith('🔑…')).toBe(true);
  });
});

describe('asMenuLabel', () => {
  it('keeps an ampersand an ampersand', () => {
    expect(asMenuLabel('R&D (production)')).toBe('R&&D (production)');
  });
});
