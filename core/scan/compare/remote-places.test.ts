import { describe, expect, it } from 'vitest';
import { ciPlace } from '#shared/domain/ci.ts';
import { ciPlaceOf, isOwnPlace, parseRemote, placeOfSystem, reaches } from './remote-places.ts';

describe('parseRemote', () => {
  it.each([
    ['git@github.com:acme/shop.git', 'github.com', 'acme/shop'],
    ['https://user:made-up@GitHub.com/acme/shop.git', 'github.com', 'acme/shop'],
    ['ssh://git@ssh.github.com:443/acme/shop.git', 'github.com', 'acme/shop'],
    ['https://gitlab.example.com:8443/group/sub/app', 'gitlab.example.com:8443', 'group/sub/app'],
    ['git@bitbucket.org:team/app', 'bitbucket.org', 'team/app'],
  ])('reads %s', (address, host, path) => {
    expect(parseRemote(address)).toEqual({ host, path });
  });

  it.each([
    '/srv/git/shop.git',
    '../shop',
    'C:\\git\\shop',
    'file:///srv/shop',
    'ext::sh -c x',
    'https://github.com/',
    '',
  ])('knows no place for %s', (address) => {
    expect(parseRemote(address)).toBeNull();
  });
});

const GITHUB = { host: 'github.com', path: 'acme/shop' };
const GITLAB = { host: 'git.example.com', path: 'group/sub/app' };
const BITBUCKET = { host: 'bitbucket.org', path: 'team/app' };

describe('the place of a system', () => {
  it('is at the remote of its own host, else at one of nobody’s', () => {
    expect(placeOfSystem('github', [GITLAB, GITHUB])).toEqual({ remote: GITHUB, baseUrl: null });
    expect(placeOfSystem('gitlab', [GITHUB, GITLAB])).toEqual({
      remote: GITLAB,
      baseUrl: 'https://git.example.com/api/v4',
    });
    expect(placeOfSystem('gitlab', [GITHUB])).toBeNull();
    expect(placeOfSystem('bitbucket', [GITHUB, BITBUCKET])?.remote).toEqual(BITBUCKET);
    expect(placeOfSystem('jenkins', [GITHUB])).toBeNull();
  });

  it('is one that targets can have', () => {
    expect(ciPlaceOf('github', GITHUB, 'production')).toMatchObject({ owner: 'acme', environment: 'production' });
    expect(ciPlaceOf('gitlab', GITLAB, null)).toMatchObject({ path: 'group/sub/app', environmentScope: '*' });
    expect(ciPlaceOf('circleci', GITHUB, null)).toMatchObject({ slug: 'gh/acme/shop' });
    expect(ciPlaceOf('circleci', BITBUCKET, null)).toMatchObject({ slug: 'bb/team/app' });
    expect(ciPlaceOf('bitbucket', BITBUCKET, 'staging')).toMatchObject({ workspace: 'team', environment: 'staging' });
    for (const system of ['github', 'circleci', 'bitbucket', 'gitlab'] as const) {
      expect(ciPlace.safeParse(ciPlaceOf(system, GITHUB, null)).success).toBe(true);
    }
  });
});

describe('a placement', () => {
  const github = { system: 'github', owner: 'acme', family: 'actions', visibility: null } as const;
  const gitlab = { system: 'gitlab', masked: true, hidden: false, protected: false } as const;
  const none = { environment: null, contexts: [] };
  const production = { environment: 'production', contexts: ['deploy'] };

  it('reaches the jobs of its repository, organisation, environment or context', () => {
    expect(reaches({ ...github, repository: 'Shop', environment: null }, GITHUB, none)).toBe(true);
    expect(reaches({ ...github, repository: null, environment: null }, GITHUB, none)).toBe(true);
    expect(reaches({ ...github, repository: 'shop', environment: 'production' }, GITHUB, none)).toBe(false);
    expect(reaches({ ...github, repository: 'shop', environment: 'Production' }, GITHUB, production)).toBe(true);
    expect(reaches({ ...github, repository: 'other', environment: null }, GITHUB, none)).toBe(false);
    const group = { ...gitlab, kind: 'group', path: 'group' } as const;
    expect(reaches({ ...group, environmentScope: 'prod*' }, GITLAB, production)).toBe(true);
    expect(reaches({ ...group, environmentScope: '*ion' }, GITLAB, production)).toBe(true);
    expect(reaches({ ...group, environmentScope: 'staging' }, GITLAB, production)).toBe(false);
    expect(reaches({ ...group, path: 'gro', environmentScope: '*' }, GITLAB, none)).toBe(false);
    const context = { system: 'circleci', kind: 'context', slug: 'gh/acme', context: 'deploy' } as const;
    expect(reaches(context, GITHUB, production)).toBe(true);
    expect(reaches(context, GITHUB, none)).toBe(false);
  });

  it('is the repository’s own where no other repository can use it', () => {
    expect(isOwnPlace({ ...github, repository: 'shop', environment: 'production' }, GITHUB)).toBe(true);
    expect(isOwnPlace({ ...github, repository: null, environment: null }, GITHUB)).toBe(false);
    expect(isOwnPlace({ ...github, repository: 'shop', environment: null, family: 'dependabot' }, GITHUB)).toBe(true);
  });
});
