import { describe, expect, it } from 'vitest';
import { environmentId, keyId, projectId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { KeySearch } from './key-search.ts';

const PROJECT = projectId.parse('00000000-0000-4000-8000-000000000001');
const STAGING = environmentId.parse('00000000-0000-4000-8000-000000000002');
const PRODUCTION = environmentId.parse('00000000-0000-4000-8000-000000000003');
const NAMES = {
  project: () => 'Storefront',
  environment: (id: string) => (id === STAGING ? 'staging' : 'production'),
};

function key(index: number, name: string, where = STAGING, provider: string | null = null): KeySummary {
  return {
    id: keyId.parse(`00000000-0000-4000-9000-${index.toString(16).padStart(12, '0')}`),
    projectId: PROJECT,
    environmentId: where,
    name,
    provider,
    kind: 'secret',
    status: 'active',
    prefix: '',
    suffix: '',
    scopes: [],
    tags: [],
    consumer: null,
    createdAt: null,
    expiresAt: null,
    expiresOrigin: null,
    rotateEvery: null,
    lastUsedAt: null,
    versions: 1,
    rotatedAt: 0,
    archivedAt: null,
    deletedAt: null,
    updatedAt: 0,
  };
}

describe('KeySearch', () => {
  const search = new KeySearch(
    [
      key(1, 'MY_STRIPE_KEY'),
      key(2, 'STRIPE'),
      key(3, 'XSTRIPEX'),
      key(4, 'STRIPE_SECRET_KEY', PRODUCTION),
      key(5, 'PAYMENT_KEY', STAGING, 'stripe'),
      key(6, 'GITHUB_TOKEN'),
    ],
    NAMES,
  );
  const names = (query: string) => search.find(query).keys.map((each) => each.name);

  it('ranks the name itself, then beginnings, words, middles, then other places', () => {
    expect(names('stripe')).toEqual(['STRIPE', 'STRIPE_SECRET_KEY', 'MY_STRIPE_KEY', 'XSTRIPEX', 'PAYMENT_KEY']);
  });

  it('wants every word somewhere', () => {
    expect(names('stripe prod')).toEqual(['STRIPE_SECRET_KEY']);
    expect(names('storefront github')).toEqual(['GITHUB_TOKEN']);
    expect(names('stripe zebra')).toEqual([]);
  });

  it('finds scattered letters where nothing better is there', () => {
    expect(names('ghtok')).toEqual(['GITHUB_TOKEN']);
    expect(names('thub')).toEqual(['GITHUB_TOKEN']);
    expect(names('ittok')).toEqual([]);
  });

  it('finds nothing for nothing', () => {
    expect(search.find('  ')).toEqual({ keys: [], total: 0 });
  });

  it('counts everything and gives a bounded list', () => {
    const large = new KeySearch(
      Array.from({ length: 2_000 }, (_, index) => key(index, `SERVICE_${index}_TOKEN`)),
      NAMES,
    );
    const { keys, total } = large.find('token');
    expect(total).toBe(2_000);
    expect(keys).toHaveLength(500);
    expect(large.find('service_1999').keys.map((each) => each.name)).toEqual(['SERVICE_1999_TOKEN']);
  });
});
