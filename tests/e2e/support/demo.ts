import { must } from '../../fixtures/test-vault.ts';
import { demoVault, type FakeKey } from '../../renderer/demo-data.ts';
import { addDemoCi } from './demo-ci.ts';
import { addDemoConnections } from './demo-connections.ts';
import { type Filling, type Seed, seedVault } from './seed.ts';

const DAY_MS = 86_400_000;
export const LONG_PROJECT = 'the-quarterly-reporting-and-reconciliation-service-of-the-emea-back-office';
export const LONG_ENVIRONMENT = 'performance-testing-in-the-second-region';
export const LONG_KEY = `RECONCILIATION_${'OF_THE_LEDGER_'.repeat(10)}API_KEY`;

export type DemoOptions = {
  readonly longNames?: boolean;
  /** Given, the demo has connections as well, and this is the address of Norrix's dashboard. */
  readonly dashboardUrl?: string;
  /** Whether it has CI targets with placements in several states. */
  readonly ci?: boolean;
};

/** A vault with the made-up keys of the design's example, added over the last months, and names as long as they can get. */
export function seedDemo({ longNames = true, dashboardUrl, ci = false }: DemoOptions = {}): Promise<Seed> {
  return seedVault(async (filling) => {
    const now = Date.now();
    const demo = demoVault(now);
    const places = new Map(
      demo.projects.flatMap((project) =>
        project.environments.map(({ id, name }) => [id, { project: project.name, environment: name }] as const),
      ),
    );
    const byAge = [...demo.keys.values()].sort((a, b) => firstDay(a) - firstDay(b));
    for (const key of byAge) {
      const place = places.get(key.environmentId);
      if (place === undefined) throw new Error('A made-up key has an environment.');
      await addDemoKey(filling, key, place);
    }
    filling.setClock(now - DAY_MS);
    if (longNames) await addLongNames(filling);
    await useSomeKeys(filling);
    if (dashboardUrl !== undefined) await addDemoConnections(filling, now, dashboardUrl);
    if (ci) await (await addDemoCi(filling, now))();
  });
}

/** When its first version was there. */
function firstDay(key: FakeKey): number {
  return Math.min(...key.versions.map(({ createdAt }) => createdAt));
}

async function addDemoKey(
  { engine, addKey, setClock }: Filling,
  key: FakeKey,
  place: { project: string; environment: string },
): Promise<void> {
  const [first, ...later] = [...key.versions].sort((a, b) => a.number - b.number);
  if (first === undefined) throw new Error('A made-up key has a value.');
  setClock(first.createdAt);
  const keyId = await addKey({
    ...place,
    name: key.name,
    value: first.value,
    verbatim: true,
    provider: key.provider,
    kind: key.kind,
    consumer: key.consumer,
    description: key.description,
    scopes: key.scopes,
    tags: key.tags,
    status: key.status,
    rotateEvery: key.rotateEvery,
    identifier: first.identifier,
    ...(key.expires === null ? {} : { expires: { at: key.expires.at, precision: key.expires.precision } }),
  });
  for (const version of later) {
    setClock(version.createdAt);
    must(await engine.keys.setValue({ keyId, value: { from: 'text', text: version.value }, verbatim: true }));
  }
  // A new value has no known expiry, so it is said again.
  if (later.length > 0 && key.expires !== null) {
    const { at, precision } = key.expires;
    must(await engine.keys.edit({ keyId, expires: { at, precision } }));
  }
  if (key.archivedAt !== null) {
    setClock(key.archivedAt);
    must(await engine.keys.archive({ keyIds: [keyId], archived: true }));
  }
  if (key.deletedAt !== null) {
    setClock(key.deletedAt);
    must(await engine.keys.remove({ keyIds: [keyId] }));
  }
}

async function addLongNames({ engine, addKey }: Filling): Promise<void> {
  const { project } = must(await engine.projects.create({ name: LONG_PROJECT }));
  must(await engine.environments.create({ projectId: project.id, name: LONG_ENVIRONMENT, protected: true }));
  const place = { project: LONG_PROJECT };
  const value = 'made-up-value-of-a-long-name-0000000000000';
  await addKey({ ...place, environment: 'development', name: LONG_KEY, value, scopes: ['ledger:read:everything'] });
  await addKey({
    ...place,
    environment: LONG_ENVIRONMENT,
    name: LONG_KEY,
    value: `${value}2`,
    consumer: 'the nightly reconciliation job in the second region of the back office',
    tags: ['a-tag-that-says-rather-a-lot-about-what-it-is-for', 'finance', 'nightly', 'audited'],
    expires: { at: Date.now() + 5 * DAY_MS, precision: 'instant' },
  });
  must(await engine.projects.create({ name: 'empty-project' }));
}

/** So that the log has more in it than additions. */
async function useSomeKeys({ engine }: Filling): Promise<void> {
  const { keys } = must(await engine.keys.list({}));
  for (const key of keys.filter(({ name }) => name === 'BKEND_PUBLIC_KEY').slice(0, 2)) {
    await engine.keys.copy({ keyId: key.id, field: 'value' });
  }
}
