import { describe, expect, it } from 'vitest';
import type { Connection } from '#shared/domain/remote-key.ts';
import type { Project } from '../../stores/projects.ts';
import { namesFor, targetFor, variableOf } from './adopt-name.ts';

function project(id: string, environments: readonly string[]): Project {
  return {
    id: id as Project['id'],
    name: id,
    position: 0,
    archivedAt: null,
    keyCount: 0,
    environments: environments.map((name, position) => ({
      id: `${id}-${name}` as Project['environments'][number]['id'],
      projectId: id as Project['id'],
      name,
      position,
      colour: 1,
      protected: name === 'production',
      keyCount: 0,
    })),
  };
}
const SHOP = project('shop', ['development', 'staging', 'production']);
const JOBS = project('jobs', ['production']);
const connection = (given: Partial<Pick<Connection, 'environments' | 'projectId'>>) => ({
  projectId: null,
  environments: [],
  ...given,
});

describe('the name of an adopted key', () => {
  it.each([
    ['Deploy (web)', 'DEPLOY_WEB'],
    ['ciToken', 'CI_TOKEN'],
    ['Schlüssel für Büro', 'SCHLUSSEL_FUR_BURO'],
    ['2fa', 'KEY_2FA'],
    ['鍵', ''],
  ])('made from "%s" is "%s"', (name, made) => {
    expect(variableOf(name)).toBe(made);
  });

  it.each([
    ['CI runner', 'NORRIX_API_KEY', ['NORRIX_API_KEY', 'CI_RUNNER']],
    ['NORRIX_DEPLOY_KEY', 'NORRIX_API_KEY', ['NORRIX_DEPLOY_KEY', 'NORRIX_API_KEY']],
    ['CI runner', null, ['CI_RUNNER']],
    ['鍵', null, []],
  ])('for "%s" where %s is usual is one of %j', (name, usual, names) => {
    expect(namesFor(name, usual)).toEqual(names);
  });
});

describe('where an adopted key goes', () => {
  const place = (environment: string | null, about: ReturnType<typeof connection> | undefined) =>
    targetFor({ environment }, about, [SHOP, JOBS], { projectId: JOBS.id, environmentId: null }).environmentId;
  const staging = SHOP.environments[1]?.id ?? ('' as never);
  const production = SHOP.environments[2]?.id ?? ('' as never);

  it.each([
    [
      'by the mapping',
      'stg-eu',
      connection({ environments: [{ remote: 'stg-eu', environmentId: staging }] }),
      'shop-staging',
    ],
    [
      'by the mapping of keys without one',
      null,
      connection({ environments: [{ remote: '', environmentId: production }] }),
      'shop-production',
    ],
    ['by the same name', 'Staging', connection({ projectId: SHOP.id }), 'shop-staging'],
    ['by what its name says', 'prod', connection({ projectId: SHOP.id }), 'shop-production'],
    ['by the connection’s project', null, connection({ projectId: SHOP.id }), 'shop-development'],
    ['by the project that is shown', null, undefined, 'jobs-production'],
  ] as const)('is told %s', (_, environment, about, expected) => {
    expect(place(environment, about)).toBe(expected);
  });
});
