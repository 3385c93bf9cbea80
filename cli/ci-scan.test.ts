import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDisk, mountSmallDisk, noSmallDiskBecause, unmount } from '../tests/fixtures/small-disk.ts';
import { CliSandbox } from './testing/run-cli.ts';

// Made up.
const VALUE = 'npm_8sHkq2LmZx91QwErTyUiOpAsDfGhJkZxCvB1';
const PRODUCTION = ['-p', 'shop', '-e', 'production'];

const cli = new CliSandbox();
const repository = join(cli.root, 'shop');
const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=Made Up', '-c', 'user.email=made-up@example.com', ...args]);

beforeAll(async () => {
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
  await cli.run(['add', 'NPM_TOKEN', ...PRODUCTION], { input: VALUE });
  await cli.run(['add', 'SHORT', ...PRODUCTION], { input: 'k9$x' });
  mkdirSync(join(repository, '.github/workflows'), { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
  const workflow = `on: push
jobs:
  deploy:
    environment: production
    steps:
      - run: x \${{ secrets.NPM_TOKEN }} \${{ secrets.NOWHERE }}
`;
  writeFileSync(join(repository, '.github/workflows/ci.yml'), workflow);
  writeFileSync(join(repository, 'config.txt'), `one\n${VALUE}\n`);
  writeFileSync(
    join(repository, 'Jenkinsfile'),
    "node { withCredentials([string(credentialsId: 'npm-token', variable: 'T')]) {} }",
  );
  git('add', '--all');
  git('commit', '--quiet', '-m', 'All');
});
afterAll(() => cli.remove());

describe('keyrail ci scan', () => {
  it('prints secrets, suggestions and values for a script', async () => {
    const { status, stdout } = await cli.run(['ci', 'scan', 'shop', '-p', 'shop', '--json']);
    expect(status).toBe(0);
    expect(stdout).not.toContain(VALUE);
    const commit = git('rev-parse', 'HEAD').toString('utf8').trim();
    const key = { name: 'NPM_TOKEN', project: 'shop', environment: 'production' };
    const github = { system: 'github', environment: 'production', certainty: 'certain', contexts: [] };
    expect(JSON.parse(stdout)).toMatchObject({
      repository: true,
      ciFiles: [
        { system: 'github', file: '.github/workflows/ci.yml' },
        { system: 'jenkins', file: 'Jenkinsfile' },
      ],
      secrets: [
        { ...github, name: 'NOWHERE', state: 'missing', key: null, keys: [] },
        {
          ...{ ...github, name: 'NPM_TOKEN', state: 'not-placed', key, placements: [] },
          uses: [{ file: '.github/workflows/ci.yml', line: 6, job: 'deploy' }],
        },
        { system: 'jenkins', name: 'npm-token', state: 'not-placed', key },
      ],
      unused: [],
      suggestions: [
        { key, secretName: 'NPM_TOKEN', system: 'github', place: { owner: 'acme', repository: 'shop' }, baseUrl: null },
        { key, secretName: 'npm-token', system: 'jenkins', place: null },
      ],
      values: [
        {
          ...{ name: 'NPM_TOKEN', version: 1, versionState: 'current', form: 'plain', harmless: false },
          ...{ file: 'config.txt', lines: [2], inFiles: true, commit },
          committedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
      skippedValues: [{ name: 'SHORT', reason: 'it is shorter than 8 bytes' }],
      problems: [],
      searched: { files: 3, values: 1 },
    });
  });

  it('tells a person the same', async () => {
    const { status, stdout } = await cli.run(['ci', 'scan'], { directory: join(repository, '.github') });
    expect(status).toBe(0);
    expect(stdout).toMatch(/GitHub +NOWHERE +production +not in the vault/);
    expect(stdout).toMatch(
      /GitHub +NPM_TOKEN +production +not placed +shop \/ production +\.github\/workflows\/ci\.yml:6/,
    );
    expect(stdout).toMatch(/NPM_TOKEN \(shop \/ production\) +1, current +config\.txt:2 +[0-9a-f]{10} /);
    expect(stdout).toContain('Replace these keys');
    expect(stdout).toContain('Not searched for: SHORT (production): it is shorter than 8 bytes.');
    expect(stdout).not.toContain(VALUE);
  });

  it('records what fits only after a yes, and once', async () => {
    const scanAndAccept = ['ci', 'scan', 'shop', '-p', 'shop', '--accept'];
    const unasked = await cli.run(scanAndAccept);
    expect(unasked.status).toBe(5);
    expect(unasked.stderr).toContain('NPM_TOKEN of shop / production: GitHub, acme/shop, environment production');
    expect((await cli.run(['ci', 'targets'])).stdout).not.toContain('acme/shop');

    const accepted = await cli.run([...scanAndAccept, '--yes', '--json']);
    expect([accepted.status, accepted.stderr]).toEqual([0, '']);
    const name = 'acme/shop, environment production';
    const key = { name: 'NPM_TOKEN', project: 'shop', environment: 'production' };
    const place = { owner: 'acme', repository: 'shop', environment: 'production' };
    expect(JSON.parse(accepted.stdout)).toMatchObject({
      accepted: {
        targets: [{ name, system: 'github', place }],
        placements: [{ key, target: name, secretName: 'NPM_TOKEN' }],
      },
    });
    const again = await cli.run([...scanAndAccept, '--yes']);
    expect([again.status, again.stderr]).toEqual([
      0,
      'Left out, since the repository does not say where they are: npm-token.\nThere is nothing to record.\n',
    ]);
    const status = JSON.parse((await cli.run(['ci', 'status', '--offline', '--json'])).stdout);
    expect(status.placements).toMatchObject([{ key: 'NPM_TOKEN', target: name, state: 'presumed', how: 'recorded' }]);
  });

  it('shows what it found on a full disk too, and says that it is not remembered', async ({ skip }) => {
    skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
    const crowded = new CliSandbox();
    mkdirSync(crowded.home);
    mountSmallDisk(crowded.home);
    try {
      await crowded.run(['init']);
      await crowded.run(['projects', 'add', 'shop']);
      await crowded.run(['add', 'NPM_TOKEN', ...PRODUCTION], { input: VALUE });
      fillDisk(join(crowded.home, 'ballast'));
      const { status, stdout, stderr } = await crowded.run(['ci', 'scan'], { directory: repository });
      expect(stderr).toBe(
        'The vault does not remember this scan. The disk is full or refused the write; nothing was changed. Make room and try again.\n',
      );
      expect(stdout).toMatch(/NPM_TOKEN \(shop \/ production\) +1, current +config\.txt:2/);
      expect(status).toBe(0);
    } finally {
      unmount(crowded.home);
      crowded.remove();
    }
  });

  it.each([
    [['ci'], 2],
    [['ci', 'nothing'], 2],
    [['ci', 'scan', ''], 2],
    [['ci', 'scan', 'nowhere'], 4],
    [['ci', 'scan', '-p', 'nobody'], 4],
  ])('refuses %j with %i', async (typed, status) => {
    expect((await cli.run(typed)).status).toBe(status);
  });
});
