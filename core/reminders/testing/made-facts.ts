import type { OwnPolicy } from '#shared/domain/policy.ts';
import type { Facts, KeyFacts } from '../facts.ts';
import { PolicyBook } from '../policy-book.ts';

export const KEY = '00000000-0000-4000-8000-000000000001';
export const ENVIRONMENT = '00000000-0000-4000-8000-00000000000e';
export const PROJECT = '00000000-0000-4000-8000-00000000000f';

/** A key of staging that has no expiry and whose value is from the first of November 2026. */
export function keyFacts(known: Partial<KeyFacts> = {}): KeyFacts {
  return {
    id: KEY,
    name: 'NORRIX_API_KEY',
    provider: 'norrix',
    kind: 'secret',
    environmentId: ENVIRONMENT,
    consumer: null,
    createdAt: null,
    expiresAt: null,
    expiresOrigin: null,
    expiresPrecision: null,
    rotateEvery: null,
    rotatedAt: Date.UTC(2026, 10, 1, 12),
    versions: 1,
    ...known,
  };
}

/** The facts of one environment, whose policy is that of its name with `own` over it. */
export function factsOf(
  keys: readonly KeyFacts[],
  known: Partial<Facts> & { readonly own?: OwnPolicy; readonly environment?: string } = {},
): Facts {
  const { own = {}, environment = 'staging', ...facts } = known;
  const said = { everything: own, environments: new Map(), providers: new Map(), keys: new Map() };
  return {
    readAt: Date.UTC(2026, 10, 21, 12),
    keys,
    environments: new Map([
      [ENVIRONMENT, { id: ENVIRONMENT, name: environment, projectId: PROJECT, project: 'storefront' }],
    ]),
    projects: new Map([[PROJECT, 'storefront']]),
    policies: new PolicyBook(said, () => environment),
    planned: new Map(),
    headerExpiries: new Set(),
    lifetimes: new Map(),
    placements: [],
    placed: new Set(),
    remotes: [],
    uses: [],
    sameValues: [],
    accepted: new Set(),
    failing: [],
    rotations: [],
    vault: null,
    ...facts,
  };
}
