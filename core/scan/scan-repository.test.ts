import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyKind } from '#shared/domain/key.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';
import { repositoryScan } from '#shared/domain/repository-scan.ts';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { setValue } from '../keys/versions.ts';
import type { KnownPlacement } from './compare/used-secrets.ts';
import { type ScanOptions, scanRepository } from './scan-repository.ts';
import { TemporaryRepository } from './testing/temporary-repository.ts';
import { PIECE_BYTES } from './values/content-search.ts';

// Made up for these tests.
const TOKEN = 'npm_8sHkq2LmZx91QwErTyUiOpAsDfGhJkZxCvB1';
const OLD_TOKEN = 'npm_Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8Ii9Jj0Kk1Ll2';
const PASSWORD = 'tr0ub4dor"&3';
const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  ...[
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDmadeUpKeyLine0',
    'kQ2f7Wn0madeUpLineTwoOfThePrivateKeyWhichIsNotOne93kfjw8Zz1x4Gh7p',
  ],
  'Q0x9s8d7f6g5h4j3k2l1madeUpLineThree0987654321zxcvbnmasdfghjklqwer',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');

let vault: TestVault;
let repository: TemporaryRepository;
let token: string;

function add(
  name: string,
  value: string,
  environmentId = vault.environment.production,
  kind: KeyKind = 'secret',
): string {
  return must(addKey(vault.store, { environmentId, name, kind, bytes: Buffer.from(value) })).keyId;
}

beforeAll(async () => {
  vault = await createTestVault();
  token = add('NPM_TOKEN', OLD_TOKEN);
  must(setValue(vault.store, { keyId: token, bytes: Buffer.from(TOKEN), discardPrevious: false }));
  add('DB_PASSWORD', PASSWORD);
  add('SIGNING_KEY', PEM, vault.environment.production, 'file');
  add('VITE_PUBLIC_ID', 'pk_pub_4f9a8b7c6d5e4f3a2b1c', vault.environment.production, 'publishable');
  add('SHORT', 'k9$x', vault.environment.staging);
  add('MODE', 'production', vault.environment.staging);
});
afterAll(() => vault.dispose());
beforeEach(() => {
  repository = new TemporaryRepository();
});
afterEach(() => repository.remove());

async function scan(options: Partial<ScanOptions> = {}): Promise<RepositoryScan> {
  const scanned = await scanRepository(vault.store, {
    folder: repository.root,
    projectId: vault.project,
    placements: [],
    env: repository.env,
    ...options,
  });
  // The shape is the one that windows get.
  return repositoryScan.parse(must(scanned));
}

const placesOf = ({ values }: RepositoryScan) =>
  values.map(({ name, version, form, file, lines, inFiles, commit }) => ({
    ...{ name, version, form, file, lines, inFiles, commit: commit?.id ?? null },
  }));

describe('values in a repository', () => {
  it('are found in files, with their lines and the commit that brought them', async () => {
    const first = repository.commit('Empty');
    repository.write('src/a.ts', `one\ntwo\nconst t = '${TOKEN}'; // ${TOKEN}\n`);
    const second = repository.commit();
    repository.write('src/a.ts', `one\nconst t = '${TOKEN}';\n`);
    repository.commit();
    const found = await scan();
    expect(placesOf(found)).toEqual([
      { name: 'NPM_TOKEN', version: 2, form: 'plain', file: 'src/a.ts', lines: [2], inFiles: true, commit: second },
    ]);
    expect(found.values[0]?.commit?.at).toBe(Date.UTC(2026, 2, 4, 5, 6, 7));
    expect(first).not.toBe(second);
  });

  it('are found in the history only, on every branch, in merges, stashes and messages', async () => {
    repository.write('gone.env', `A=1\nT=${OLD_TOKEN}\n`);
    const leaked = repository.commit();
    rmSync(path.join(repository.root, 'gone.env'));
    repository.commit();
    repository.git('switch', '--quiet', '--create', 'side');
    repository.write('side.txt', 'side');
    repository.commit();
    repository.git('switch', '--quiet', 'main');
    repository.write('main.txt', 'main');
    repository.commit(`Rotate ${TOKEN}`);
    const message = repository.git('rev-parse', 'HEAD');
    repository.git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
    repository.write('merged.txt', `x ${PASSWORD}`);
    const merge = repository.commit('Merge');
    rmSync(path.join(repository.root, 'merged.txt'));
    repository.commit();
    expect(placesOf(await scan())).toEqual([
      { name: 'NPM_TOKEN', version: 2, form: 'plain', file: null, lines: [], inFiles: false, commit: message },
      { name: 'NPM_TOKEN', version: 1, form: 'plain', file: 'gone.env', lines: [2], inFiles: false, commit: leaked },
      { name: 'DB_PASSWORD', version: 1, form: 'plain', file: 'merged.txt', lines: [1], inFiles: false, commit: merge },
    ]);
  });

  it('are found staged, changed and uncommitted, and left behind in the store', async () => {
    repository.write('a.txt', 'a');
    repository.commit();
    repository.write('amended.txt', TOKEN);
    repository.commit('Oops');
    rmSync(path.join(repository.root, 'amended.txt'));
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--amend', '--allow-empty', '-m', 'Clean');
    repository.write('a.txt', `a ${PASSWORD}`);
    repository.write('staged.txt', OLD_TOKEN);
    repository.git('add', 'staged.txt');
    repository.write('staged.txt', 'clean again');
    const found = await scan();
    expect(
      placesOf(found).map(({ name, version, file, inFiles, commit }) => [name, version, file, inFiles, commit]),
    ).toEqual([
      ['DB_PASSWORD', 1, 'a.txt', true, null],
      ['NPM_TOKEN', 1, 'staged.txt', true, null],
    ]);
    expect(found.problems.map((problem) => problem.message).join()).toMatch(
      /Values of NPM_TOKEN .* no branch or tag leads/,
    );
  });

  it('are found in base64, escaped, with other line ends and in binary files', async () => {
    repository.write('secret.yaml', `data: ${Buffer.from(`user:${TOKEN}\n`).toString('base64')}\n`);
    repository.write('config.json', `\n${JSON.stringify({ password: PASSWORD, key: PEM })}\n`);
    repository.write('dsn.txt', `postgres://u:${encodeURIComponent(PASSWORD)}@host/db`);
    repository.write('key.pem', PEM.replaceAll('\n', '\r\n'));
    repository.write('app.bin', Buffer.concat([Buffer.from([0, 1, 2, 10, 10]), Buffer.from(TOKEN), Buffer.alloc(9)]));
    repository.commit();
    expect((await scan()).values.map(({ file, name, form, lines }) => [file, name, form, lines])).toEqual([
      ['app.bin', 'NPM_TOKEN', 'plain', []],
      ['config.json', 'DB_PASSWORD', 'escaped', [2]],
      ['config.json', 'SIGNING_KEY', 'plain', [2]],
      ['dsn.txt', 'DB_PASSWORD', 'escaped', [1]],
      ['key.pem', 'SIGNING_KEY', 'plain', [3]],
      ['secret.yaml', 'NPM_TOKEN', 'base64', [1]],
    ]);
  });

  it('are no value inside a longer word where they are short; publishable ones are harmless', async () => {
    repository.write('a.txt', `x${PASSWORD}x pk_pub_4f9a8b7c6d5e4f3a2b1c`);
    repository.commit();
    expect((await scan()).values).toMatchObject([{ name: 'VITE_PUBLIC_ID', harmless: true }]);
  });

  it('are left out, and said so, where they are short or common', async () => {
    repository.commit();
    expect((await scan()).skippedValues.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'MODE: it is like a word',
      'SHORT: it is shorter than 8 bytes',
    ]);
  });

  it('are found in a SHA-256 repository', async () => {
    repository.remove();
    repository = new TemporaryRepository(['--object-format=sha256']);
    repository.write('a.txt', TOKEN);
    const commit = repository.commit();
    const found = await scan();
    expect(placesOf(found)).toMatchObject([{ file: 'a.txt', inFiles: true, commit }]);
    // The file's content was not read a second time out of the store.
    expect(found.searched).toMatchObject({ files: 1, objects: 1 });
  });

  it('are found across the borders of what is read at once, and behind two gigabytes, without holding them', async () => {
    const file = path.join(repository.root, 'huge.bin');
    writeFileSync(file, '');
    repository.commit();
    const size = 2_147_483_648 + 5_000;
    truncateSync(file, size);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, TOKEN, PIECE_BYTES - 10);
    writeSync(descriptor, OLD_TOKEN, size - OLD_TOKEN.length);
    closeSync(descriptor);
    const before = process.memoryUsage().rss;
    const found = await scan();
    expect(found.values.map(({ version, file: at }) => [version, at]).sort()).toEqual([
      [1, 'huge.bin'],
      [2, 'huge.bin'],
    ]);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it('never stand in the answer', async () => {
    repository.write('a.txt', `${TOKEN}\n${PASSWORD}\n${PEM}`);
    repository.commit(`With ${OLD_TOKEN}`);
    const text = JSON.stringify(await scan());
    for (const value of [TOKEN, OLD_TOKEN, PASSWORD, 'madeUpLineTwo']) expect(text).not.toContain(value);
    expect(text).toContain('NPM_TOKEN');
  });
});

describe('a repository as it should not be', () => {
  it('runs none of the programs that it names', async () => {
    const marker = path.join(repository.root, '..', `${path.basename(repository.root)}-ran`);
    const program = path.join(repository.root, 'evil.sh');
    repository.write('evil.sh', `#!/bin/sh\necho "$@" >> '${marker}'\ncat\n`);
    execFileSync('chmod', ['+x', program]);
    repository.write('.gitattributes', '* filter=evil diff=evil merge=evil\n');
    repository.write('a.txt', `${TOKEN}\n`);
    repository.commit();
    for (const [name, value] of [
      ['core.fsmonitor', program],
      ['core.hooksPath', repository.root],
      ['core.pager', program],
      ['core.sshCommand', program],
      ['core.editor', program],
      ['core.gitProxy', program],
      ['credential.helper', program],
      ['diff.external', program],
      ['diff.evil.command', program],
      ['diff.evil.textconv', program],
      ['filter.evil.clean', program],
      ['filter.evil.smudge', program],
      ['filter.evil.process', program],
      ['gpg.program', program],
      ['log.showSignature', 'true'],
      ['extensions.partialClone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', `ext::${program}`],
      ['protocol.ext.allow', 'always'],
      ['core.alternateRefsCommand', program],
    ] as const) {
      repository.git('config', name, value);
    }
    repository.write('.git/hooks/post-index-change', `#!/bin/sh\necho hook >> '${marker}'\n`);
    repository.write('a.txt', `${TOKEN} changed\n`);
    const { values } = await scan();
    expect(values.map(({ file }) => file)).toEqual(['a.txt']);
    expect(existsSync(marker)).toBe(false);
    // The bait is good: git by itself takes it.
    try {
      repository.git('status');
    } catch {
      // What it says of the program does not matter.
    }
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
  });

  it('does not fetch what a partial clone lacks', async () => {
    const marker = path.join(repository.root, '..', `${path.basename(repository.root)}-ran`);
    repository.write('evil.sh', `#!/bin/sh\ntouch '${marker}'\n`);
    execFileSync('chmod', ['+x', path.join(repository.root, 'evil.sh')]);
    repository.write('sub/a.txt', TOKEN);
    const commit = repository.commit();
    const tree = repository.git('rev-parse', `${commit}:sub`);
    repository.git('config', 'core.repositoryFormatVersion', '1');
    repository.git('config', 'extensions.partialClone', 'origin');
    repository.git('config', 'remote.origin.url', `ext::${repository.root}/evil.sh`);
    repository.git('config', 'remote.origin.promisor', 'true');
    repository.git('config', 'protocol.ext.allow', 'always');
    rmSync(path.join(repository.root, '.git/objects', tree.slice(0, 2), tree.slice(2)), { force: true });
    expect((await scan()).values.map(({ file }) => file)).toEqual(['sub/a.txt']);
    expect(existsSync(marker)).toBe(false);
    expect(() => repository.git('cat-file', '-p', tree)).toThrow();
    expect(existsSync(marker)).toBe(true);
    rmSync(marker);
  });

  it('leads nowhere by links, loops, pipes and submodules', async () => {
    const outside = path.join(repository.root, '..', `${path.basename(repository.root)}-outside`);
    mkdirSync(outside);
    writeFileSync(path.join(outside, 'secret.txt'), TOKEN);
    repository.write('dir/secret.txt', 'nothing');
    repository.write('pipe', 'nothing');
    symlinkSync('.', path.join(repository.root, 'loop'));
    symlinkSync(path.join(outside, 'secret.txt'), path.join(repository.root, 'link.txt'));
    repository.commit();
    const id = repository.git('rev-parse', 'HEAD');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${id},vendor/lib`);
    rmSync(path.join(repository.root, 'dir'), { recursive: true });
    symlinkSync(outside, path.join(repository.root, 'dir'));
    rmSync(path.join(repository.root, 'pipe'));
    execFileSync('mkfifo', [path.join(repository.root, 'pipe')]);
    const found = await scan();
    expect(found.values).toEqual([]);
    expect(found.problems).toEqual([
      { file: 'vendor/lib', line: null, message: 'This is a submodule; scan it by itself.' },
    ]);
    rmSync(outside, { recursive: true });
  });

  it('is searched as files where git does not open it', async () => {
    repository.write('a.txt', TOKEN);
    repository.commit();
    writeFileSync(path.join(repository.root, '.git/HEAD'), 'garbage');
    const found = await scan();
    expect(found).toMatchObject({ repository: false, values: [{ file: 'a.txt', inFiles: true, commit: null }] });
    expect(found.problems[0]?.message).toMatch(/git does not open this repository/);
  });

  it('is told of where its store is damaged, and the rest is searched', async () => {
    repository.write('a.txt', TOKEN);
    repository.write('b.txt', OLD_TOKEN);
    repository.commit();
    const id = repository.git('rev-parse', 'HEAD:b.txt');
    rmSync(path.join(repository.root, 'b.txt'));
    const object = path.join(repository.root, '.git/objects', id.slice(0, 2), id.slice(2));
    rmSync(object, { force: true });
    writeFileSync(object, 'garbage');
    const found = await scan();
    expect(found.values.map(({ file }) => file)).toContain('a.txt');
    expect(found.problems.map(({ message }) => message).join()).toMatch(/git fsck/);
  });
});

describe('a folder', () => {
  it('is walked where there is no git program, or no repository', async () => {
    repository.write('deep/a.txt', TOKEN);
    repository.write('node_modules/b.txt', TOKEN);
    symlinkSync('..', path.join(repository.root, 'deep', 'up'));
    repository.commit();
    const without = await scan({ env: { PATH: 'relative:' } });
    expect(without.values.map(({ file }) => file)).toEqual(['deep/a.txt']);
    expect(without.problems[0]?.message).toMatch(/no git program on PATH/);
    rmSync(path.join(repository.root, '.git'), { recursive: true });
    const plain = await scan();
    expect(plain.values).toHaveLength(1);
    expect(plain.problems[0]?.message).toMatch(/in no git repository/);
  });

  it('that is not there is not found, and a scan can be cancelled', async () => {
    const options = { projectId: null, placements: [], env: repository.env };
    expect(codeOf(await scanRepository(vault.store, { ...options, folder: '/nonexistent' }))).toBe('file-not-found');
    repository.write('a.txt', TOKEN);
    repository.commit();
    for (const step of ['files', 'history', 'commits', 'ci-files']) {
      const controller = new AbortController();
      const cancelled = await scanRepository(vault.store, {
        ...options,
        folder: repository.root,
        signal: controller.signal,
        onProgress: (progress) => progress.step === step && controller.abort(),
      });
      // The history is short here: it is over before it tells of itself.
      expect(cancelled.ok ? 'done' : cancelled.error.code, step).toBe(step === 'history' ? 'done' : 'cancelled');
    }
  });
});

describe('the secrets of CI files', () => {
  const WORKFLOW = `on: push
jobs:
  release:
    environment: production
    steps:
      - run: npm publish
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
  test:
    steps:
      - run: test \${{ secrets.NPM_TOKEN }} \${{ secrets.NOWHERE }}
`;
  const placed = (secretName: string, environment: string | null): KnownPlacement => ({
    id: crypto.randomUUID(),
    keyId: token,
    secretName,
    place: { system: 'github', owner: 'Acme', repository: 'shop', environment, family: 'actions', visibility: null },
  });

  it('are put beside the vault and its placements', async () => {
    repository.write('.github/workflows/ci.yml', WORKFLOW);
    repository.git('remote', 'add', 'origin', 'https://user:made-up@github.com/acme/shop.git');
    repository.commit();
    const found = await scan();
    expect(found.secrets).toMatchObject([
      { name: 'NOWHERE', environment: null, state: 'missing', key: null, uses: [{ line: 10, job: 'test' }] },
      { name: 'NPM_TOKEN', environment: null, state: 'not-placed', key: { keyId: token } },
      { name: 'NPM_TOKEN', environment: 'production', state: 'not-placed', key: { keyId: token }, uses: [{ line: 7 }] },
    ]);
    const place = { system: 'github', owner: 'acme', repository: 'shop', family: 'actions', visibility: null };
    expect(found.suggestions).toEqual(
      [null, 'production'].map((environment) => ({
        ...{ keyId: token, environmentId: vault.environment.production, secretName: 'NPM_TOKEN', system: 'github' },
        ...{ place: { ...place, environment }, baseUrl: null },
      })),
    );
    expect(JSON.stringify(found)).not.toContain('made-up@');

    const unused = placed('OLD_NAME', null);
    const production = placed('npm_token', 'production');
    const again = await scan({ placements: [unused, production] });
    expect(again.secrets.map(({ state }) => state)).toEqual(['missing', 'not-placed', 'placed']);
    expect(again.unused).toEqual([
      { placementId: unused.id, keyId: token, secretName: 'OLD_NAME', system: 'github', namedIn: [], notRead: [] },
    ]);
    expect(again.suggestions).toHaveLength(1);
  });

  it('are told of in files that are not in git yet, and where a file is broken', async () => {
    repository.commit();
    repository.write('.github/workflows/new.yml', WORKFLOW);
    repository.write('.github/workflows/broken.yml', `on: push\njobs:\n  a: [1\n  b: \${{ secrets.LEFT }}\n`);
    const found = await scan();
    expect(found.ciFiles.map(({ file }) => file)).toEqual([
      '.github/workflows/broken.yml',
      '.github/workflows/new.yml',
    ]);
    expect(found.problems).toMatchObject([{ file: '.github/workflows/broken.yml', line: expect.any(Number) }]);
    expect(found.secrets.map(({ name }) => name)).toContain('NOWHERE');
  });
});

describe('a key that is placed and not seen to be used', () => {
  const gitlab = (secretName: string): KnownPlacement => ({
    id: crypto.randomUUID(),
    keyId: token,
    secretName,
    place: {
      ...{ system: 'gitlab', kind: 'project', path: 'acme/shop', environmentScope: '*' },
      ...{ masked: true, hidden: false, protected: false },
    },
  });
  const dependabot = (secretName: string): KnownPlacement => ({
    id: crypto.randomUUID(),
    keyId: token,
    secretName,
    place: {
      system: 'github',
      owner: 'acme',
      repository: 'shop',
      environment: null,
      family: 'dependabot',
      visibility: null,
    },
  });
  const told = ({ unused }: RepositoryScan) =>
    unused.map(({ secretName, namedIn, notRead }) => ({
      secretName,
      namedIn: namedIn.map(({ file, line }) => `${file}:${line}`),
      notRead,
    }));

  beforeEach(() => {
    repository.git('remote', 'add', 'origin', 'git@gitlab.com:acme/shop.git');
    repository.git('remote', 'add', 'mirror', 'https://github.com/acme/shop');
  });

  it('is not called unused where a script that a job runs uses it', async () => {
    repository.write('.gitlab-ci.yml', 'a: { variables: { OWN: x }, script: [./ci/deploy.sh] }\n');
    repository.write('ci/deploy.sh', '#!/bin/sh\n. ./ci/more.sh\necho "$DEPLOY_TOKEN $OWN"\n');
    repository.write('ci/more.sh', 'echo "$MORE_TOKEN"\n');
    repository.commit();
    const found = await scan({ placements: [gitlab('DEPLOY_TOKEN'), gitlab('MORE_TOKEN')] });
    expect(found.secrets.map(({ name, uses, state }) => [name, uses, state])).toEqual([
      ['DEPLOY_TOKEN', [{ file: 'ci/deploy.sh', line: 3, job: 'a' }], 'placed'],
      ['MORE_TOKEN', [{ file: 'ci/more.sh', line: 1, job: 'a' }], 'placed'],
    ]);
    expect(found.unused).toEqual([]);
  });

  it('is not called unused where something unread may use it, or a file names it', async () => {
    repository.write(
      '.gitlab-ci.yml',
      'include: { remote: "https://x.example.test/a.yml" }\na: { script: [npm publish, ./gone.sh] }\n',
    );
    repository.write('.npmrc', `x=1\n//registry.example.test/:_authToken=\${NPM_TOKEN}\n`);
    repository.commit();
    const [found] = told(await scan({ placements: [gitlab('NPM_TOKEN')] }));
    expect(found?.namedIn).toEqual(['.npmrc:2']);
    expect(found?.notRead.join('\n')).toMatch(/includes a file from elsewhere[\s\S]*\(npm\)[\s\S]*gone\.sh/);
  });

  it('is unused where everything was read', async () => {
    repository.write(
      '.github/workflows/ci.yml',
      'on: push\njobs: { a: { steps: [{ uses: x/y@v1 }, { run: npm test }] } }\n',
    );
    repository.write('.github/dependabot.yml', `registries: { npm: { token: "\${{secrets.NPM_TOKEN}}" } }\n`);
    repository.write('deploy.sh', 'echo $OLD_TOKEN\n');
    repository.commit();
    const found = await scan({ placements: [dependabot('NPM_TOKEN'), dependabot('OLD_TOKEN')] });
    expect(found.secrets).toMatchObject([{ name: 'NPM_TOKEN', family: 'dependabot', state: 'placed' }]);
    expect(told(found)).toEqual([{ secretName: 'OLD_TOKEN', namedIn: [], notRead: [] }]);
  });
});

describe('what was not searched', () => {
  it('is said beside the result', async () => {
    repository.write('a.txt.gz', Buffer.from('1f8b080000000000', 'hex').toString('latin1'));
    writeFileSync(path.join(repository.root, 'b.gz'), Buffer.from('1f8b080000000000', 'hex'));
    repository.write('model.bin', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n');
    repository.git('remote', 'add', 'origin', 'https://github.com/acme/shop');
    repository.commit();
    const id = repository.git('rev-parse', 'HEAD');
    repository.git('update-index', '--add', '--cacheinfo', `160000,${id},vendor/lib`);
    const { notSearched, values } = await scan();
    expect(values).toEqual([]);
    expect(notSearched).toEqual([
      'the inside of a compressed file (b.gz)',
      'a file that Git LFS keeps elsewhere (model.bin)',
      'a submodule (vendor/lib)',
      'files that git does not track',
      'branches and tags that were never fetched',
      'what is encrypted, or encoded in other ways than escapes and base64',
    ]);
  });
});
