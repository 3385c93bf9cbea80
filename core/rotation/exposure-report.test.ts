import { expect, test } from 'vitest';
import type { Rotation } from '#shared/domain/rotation.ts';
import { exposureReport } from './exposure-report.ts';

const AT = Date.UTC(2026, 9, 11, 8, 30);

const rotation = {
  providerName: 'bkend',
  startedAt: AT,
  keys: [{ name: 'BKEND_SECRET_KEY', project: 'storefront', environment: 'production' }],
  exposure: {
    since: AT,
    places: [
      { what: 'ci-target', where: 'BKEND_SECRET_KEY in storefront', since: null },
      { what: 'history', where: 'config.yml, line 9 in ~/code/storefront, commit 4be1c07a92d1', since: AT },
    ],
    uses: [{ what: 'copied', times: 6, last: AT }],
  },
  steps: [
    { title: 'Create the replacement', state: 'done', at: AT, evidence: 'A person made the new key.' },
    { title: 'Delete the old key', state: 'waiting', at: null, evidence: '' },
  ],
  left: ['The old key was not ended, and still works.'],
} as unknown as Rotation;

test('the report says where the value was, since when, and what was done, in UTC', () => {
  expect(exposureReport(rotation)).toBe(`Leaked key
- BKEND_SECRET_KEY in production of storefront, for bkend

Outside since: 2026-10-11 08:30 UTC at the latest, as far as Keyrail knows.

In the history of repositories
- config.yml, line 9 in ~/code/storefront, commit 4be1c07a92d1, since 2026-10-11 08:30 UTC

In CI targets
- BKEND_SECRET_KEY in storefront

Taken out of the vault
- copied: 6 times, last 2026-10-11 08:30 UTC

Rotation, begun 2026-10-11 08:30 UTC
- Create the replacement: done 2026-10-11 08:30 UTC. A person made the new key.
- Delete the old key: not done

Left as it was
- The old key was not ended, and still works.
`);
});

test('there is no report of a rotation that no leak began', () => {
  expect(exposureReport({ ...rotation, exposure: null })).toBeNull();
});

test('where nothing is known since when, it says so', () => {
  const report = exposureReport({ ...rotation, exposure: { since: null, places: [], uses: [] } });
  expect(report).toContain('Outside since: not known.');
});
