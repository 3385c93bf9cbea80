import { expect, it } from 'vitest';
import { type Reminder, reminder } from '#shared/domain/reminder.ts';
import { notificationText } from './notification-text.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

function failing(name: string, detail: string): Reminder {
  return reminder.parse({
    id: 'sync-failing:00000000-0000-4000-8000-000000000001',
    kind: 'sync-failing',
    action: 'sync',
    origin: 'seen',
    ...{ keyId: null, projectId: null, environmentId: null, connectionId: null, remoteKeyId: null, placementId: null },
    ...{ name, project: 'storefront', environment: '', provider: 'norrix', detail },
    ...{ dueAt: NOW, precision: 'instant', firesAt: NOW, leadDays: 0, ownerNote: '', snoozedUntil: null },
    dismissed: null,
  });
}

it('is no longer than a desktop takes, whatever a provider calls its keys', () => {
  const long = failing('🔑'.repeat(500), '長'.repeat(5_000));
  const one = notificationText([long], NOW, true);
  expect(one.title).toBe(`${'🔑'.repeat(79)}… cannot be synced`);
  expect([...one.body]).toHaveLength(400);
  expect(one.body).toMatch(/^storefront: 長+…$/);
  const many = notificationText(Array(50).fill(long), NOW, true);
  expect(many.body.split('\n')).toHaveLength(5);
  expect(Buffer.byteLength(many.body)).toBeLessThan(2_000);
});

it('is whole where it is short', () => {
  expect(notificationText([failing('Norrix', 'No sync has succeeded.')], NOW, true)).toEqual({
    title: 'Norrix cannot be synced',
    body: 'storefront: No sync has succeeded.',
  });
});
