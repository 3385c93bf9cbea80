import type { FakeKey, Vault } from './demo-data.ts';
import type { FakeReminderFacts } from './fake-reminders.ts';

const DAY = 86_400_000;

/** Something of every kind of reminder, where the vault, the connections and the targets of the demo do not make it. */
export function demoReminders(vault: Vault, now: number): FakeReminderFacts {
  const keyNamed = (name: string, environment: number): FakeKey => {
    const [storefront] = vault.projects;
    const environmentId = storefront?.environments[environment]?.id;
    const key = [...vault.keys.values()].find((each) => each.name === name && each.environmentId === environmentId);
    if (key === undefined) throw new Error(`The demo has no ${name} there.`);
    return key;
  };
  const unused = keyNamed('NATIVEMESSAGE_API_KEY', 0);
  const stillPlaced = keyNamed('BKEND_SECRET_KEY', 2);
  keyNamed('SSO_CLIENT', 1).consumer = 'browser';
  keyNamed('NORRIX_DEPLOY_KEY', 1).expires = { at: now + 19 * DAY, origin: 'inferred', precision: 'instant' };
  return {
    headerExpiries: new Set([keyNamed('EXPERIMENT_TOKEN', 1).id]),
    uses: [unused, stillPlaced].map((key) => ({
      keyId: key.id,
      remoteKeyId: key.id,
      connectionId: key.id,
      since: now - 94 * DAY,
      never: false,
    })),
    rotations: [
      {
        id: '00000000-0000-4000-8000-0000000f0001',
        keyId: keyNamed('SSO_CLIENT', 2).id,
        since: now - 3 * DAY,
        leaked: false,
        detail: 'Its rotation waits at step 3 of 6: place the new value.',
      },
    ],
    vault: { backedUpAt: now - 41 * DAY, dailyBackups: false, recoveryCheckedAt: now - 200 * DAY },
  };
}
