import { describe, expect, it } from 'vitest';
import { ciPlace } from '#shared/domain/ci.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { type PlaceChoices, readPlace, type SYSTEM_IDS } from './read-place.ts';

type Case = readonly [system: (typeof SYSTEM_IDS)[number], text: string, choices: PlaceChoices, place: object];

const GOOD: readonly Case[] = [
  ['github', 'acme/web', {}, { owner: 'acme', repository: 'web', environment: null, family: 'actions' }],
  [
    'github',
    'https://github.com/acme/web.git',
    { environment: 'prod 1' },
    { repository: 'web', environment: 'prod 1' },
  ],
  ['github', 'acme', { org: true }, { owner: 'acme', repository: null, visibility: 'private' }],
  ['github', 'acme/web', { dependabot: true }, { family: 'dependabot' }],
  ['gitlab', 'team/sub/app', {}, { kind: 'project', path: 'team/sub/app', environmentScope: '*', masked: true }],
  ['gitlab', 'https://git.acme.example/team/app/-/settings/ci_cd', {}, { path: 'team/app' }],
  [
    'gitlab',
    '4711',
    { scope: 'production', hidden: true },
    { path: '4711', environmentScope: 'production', hidden: true },
  ],
  ['gitlab', 'team', { group: true, masked: false }, { kind: 'group', path: 'team', masked: false }],
  ['circleci', 'gh/acme/web', {}, { kind: 'project', slug: 'gh/acme/web', context: null }],
  ['circleci', 'acme/web', {}, { slug: 'gh/acme/web' }],
  ['circleci', 'github/acme', { context: 'prod keys' }, { kind: 'context', slug: 'gh/acme', context: 'prod keys' }],
  ['jenkins', '', {}, { folder: '' }],
  ['jenkins', '/team/app/', {}, { folder: 'team/app' }],
  [
    'bitbucket',
    'acme/web',
    { environment: 'Production' },
    { workspace: 'acme', repository: 'web', environment: 'Production' },
  ],
  ['bitbucket', 'acme', {}, { repository: null }],
  ['vercel', 'web', { team: 'acme' }, { project: 'web', team: 'acme', targets: ['production'], gitBranch: null }],
  ['vercel', 'acme/web', { environment: 'preview,production' }, { team: 'acme', targets: ['production', 'preview'] }],
  ['vercel', 'web', { branch: 'feature/a' }, { targets: ['preview'], gitBranch: 'feature/a' }],
  [
    'netlify',
    'acme/site-1',
    { scope: 'deploy-preview' },
    { account: 'acme', site: 'site-1', context: 'deploy-preview' },
  ],
  ['netlify', 'acme', {}, { site: null, context: 'production' }],
  ['netlify', 'acme', { scope: 'all' }, { context: 'all' }],
  ['netlify', 'acme', { scope: 'prod' }, { context: 'production' }],
  ['netlify', 'acme', { environment: 'dp' }, { context: 'deploy-preview' }],
  ['netlify', 'acme', { scope: 'branch:next' }, { context: 'next' }],
];

const BAD: readonly (readonly [system: (typeof SYSTEM_IDS)[number], text: string, choices: PlaceChoices])[] = [
  ['github', '', {}],
  ['github', 'acme', {}],
  ['github', 'acme/web/more', {}],
  ['github', 'acme/..', {}],
  ['github', 'acme/wéb', {}],
  ['github', 'acme/web', { org: true }],
  ['github', 'acme', { org: true, environment: 'production' }],
  ['github', 'acme', { org: true, visibility: 'everybody' }],
  ['github', 'acme/web', { dependabot: true, environment: 'production' }],
  ['github', 'acme/web', { scope: 'x' }],
  ['github', 'acme/web', { environment: '' }],
  ['gitlab', '', {}],
  ['gitlab', 'team', {}],
  ['gitlab', 'team/a b', {}],
  ['gitlab', 'team/app', { environment: 'a', scope: 'b' }],
  ['circleci', 'acme', {}],
  ['circleci', 'gh/acme/web', { context: 'prod' }],
  ['jenkins', 'team/../app', {}],
  ['jenkins', 'team', { environment: 'x' }],
  ['bitbucket', '', {}],
  ['bitbucket', 'acme', { environment: 'production' }],
  ['vercel', '', {}],
  ['vercel', 'web', { environment: 'ci' }],
  ['vercel', 'web', { branch: 'a', environment: 'production' }],
  ['vercel', 'acme/web', { team: 'other' }],
  ['netlify', 'a/b/c', {}],
  ['github', `acme/${'x'.repeat(600)}`, {}],
  ['github', 'acme/web\u0000', {}],
];

describe('places', () => {
  it.each(GOOD)('%s "%s" %j', (system, text, choices, place) => {
    const read = must(readPlace(system, text, choices));
    expect(read).toMatchObject({ system, ...place });
    expect(ciPlace.parse(read)).toEqual(read);
  });

  it.each(BAD)('%s refuses "%s" %j', (system, text, choices) => {
    const read = readPlace(system, text, choices);
    expect(codeOf(read)).toBe('ci-place-invalid');
  });
});
