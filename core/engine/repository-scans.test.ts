import { appendFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineEvent } from '#shared/contract/events.ts';
import type { EnvironmentId, KeyId, ProjectId, ScanId } from '#shared/domain/ids.ts';
import { EngineBench } from '../../tests/fixtures/engine-bench.ts';
import { fillDisk, mountSmallDisk, noSmallDiskBecause, unmount } from '../../tests/fixtures/small-disk.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { TemporaryRepository } from '../scan/testing/temporary-repository.ts';

const TOKEN = 'canary-value-4b8d-not-a-real-secret';
const OLD_TOKEN = 'canary-value-1f6c-not-a-real-secret';
const NOBODY = '00000000-0000-4000-8000-000000000000';
const WORKFLOW = `on: push
jobs:
  deploy:
    environment: production
    steps:
      - run: x \${{ secrets.NPM_TOKEN }}
  test:
    steps:
      - run: x \${{ secrets.TEST_KEY }} \${{ secrets.NOWHERE }}
`;

let bench: EngineBench;
let repository: TemporaryRepository;
let token: KeyId;
let testKey: KeyId;
beforeEach(async () => {
  bench = await EngineBench.make();
  repository = new TemporaryRepository();
  bench.platform.folderToOpen = repository.root;
  token = await bench.key('NPM_TOKEN', OLD_TOKEN, bench.production);
  must(await bench.client.keys.setValue({ keyId: token, value: { from: 'text', text: TOKEN } }));
  testKey = await bench.key('TEST_KEY', 'canary-value-8a2e-not-a-real-secret');
  repository.git('remote', 'add', 'origin', 'git@github.com:Acme/Web.git');
  repository.write('.github/workflows/ci.yml', WORKFLOW);
  repository.write('old.env', `one\nT=${OLD_TOKEN}\n`);
  repository.commit();
  rmSync(path.join(repository.root, 'old.env'));
  repository.write('config.txt', TOKEN);
  repository.commit();
});
afterEach(async () => {
  expect(bench.lines).toEqual([]);
  await bench.dispose();
  repository.remove();
});

const scans = () => bench.client.repositoryScans;
const run = (fields: { scanId?: ScanId; projectId?: ProjectId | null } = {}) =>
  scans().run({ projectId: bench.project, ...fields });
const reach = async (keyId: KeyId) => must(await bench.client.placements.reach({ keyId }));
const indexes = (count: number) => [...Array(count).keys()];

async function named() {
  const { placements } = must(await bench.client.placements.list({}));
  return placements
    .map(({ keyName, targetName, how, placedVersionId }) => [keyName, targetName, how, placedVersionId])
    .sort(([a], [b]) => String(a).localeCompare(String(b)));
}

/** Resolves with what `act` gives as soon as the running scan tells of its progress. */
function during<T>(act: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = bench.engine.onEvent((event: EngineEvent) => {
      if (event.type !== 'scan-progress') return;
      end();
      act().then(resolve, reject);
    });
  });
}

describe('a repository scan in a window', () => {
  it('asks for a folder, tells how far it is, and keeps what it found of the keys', async () => {
    const { scanId, scan } = must(await run());
    expect(scan).toMatchObject({ root: repository.root, repository: true, projectId: bench.project });
    expect(scan.secrets.map(({ name, state }) => [name, state])).toEqual([
      ['NOWHERE', 'missing'],
      ['NPM_TOKEN', 'not-placed'],
      ['TEST_KEY', 'not-placed'],
    ]);
    expect(JSON.stringify(scan)).not.toContain('canary');
    expect(bench.events).toContainEqual({ type: 'scan-progress', step: 'ci-files', done: 0, of: null });
    expect(bench.events).toContainEqual({ type: 'vault-changed', by: 'this-window' });
    expect(must(await scans().list({})).scans).toEqual([
      { scanId, root: repository.root, projectId: bench.project, scannedAt: bench.clock.now() },
    ]);
    const { findings } = await reach(token);
    const common = { scanId, root: repository.root, scannedAt: bench.clock.now(), harmless: false };
    expect(findings).toEqual([
      {
        ...common,
        what: 'used',
        version: null,
        file: '.github/workflows/ci.yml',
        line: 6,
        inFiles: true,
        commit: null,
      },
      {
        ...{ ...common, what: 'value', version: 2, file: 'config.txt', line: 1, inFiles: true },
        commit: { id: repository.git('rev-parse', 'HEAD'), at: Date.UTC(2026, 2, 4, 5, 6, 7) },
      },
      {
        ...{ ...common, what: 'value', version: 1, file: 'old.env', line: 2, inFiles: false },
        commit: { id: repository.git('rev-parse', 'HEAD~1'), at: Date.UTC(2026, 2, 4, 5, 6, 7) },
      },
    ]);
  });

  it('replaces what the scan before found, and is forgotten when somebody says so', async () => {
    const first = must(await run()).scanId;
    rmSync(path.join(repository.root, 'config.txt'));
    rmSync(path.join(repository.root, '.github'), { recursive: true });
    bench.platform.folderToOpen = null;
    bench.clock.advanceDays(1);
    const again = must(await run({ scanId: first, projectId: null }));
    expect(again.scanId).toBe(first);
    expect(must(await scans().list({})).scans).toMatchObject([{ projectId: null, scannedAt: bench.clock.now() }]);
    expect((await reach(token)).findings.map(({ file, inFiles }) => [file, inFiles])).toEqual([
      ['config.txt', false],
      ['old.env', false],
    ]);
    must(await scans().forget({ scanId: first }));
    expect((await reach(token)).findings).toEqual([]);
    expect(codeOf(await scans().forget({ scanId: first }))).toBe('scan-not-found');
    expect(codeOf(await run({ scanId: first }))).toBe('scan-not-found');
    expect(codeOf(await scans().accept({ scanId: first, suggestions: [0] }))).toBe('scan-not-found');
  });

  it('reads a folder in no repository, and says what is gone', async () => {
    const { scanId } = must(await run());
    repository.remove();
    const vanished = await run({ scanId });
    expect(vanished).toMatchObject({ ok: false, error: { code: 'file-not-found' } });
    expect(codeOf(await run())).toBe('file-not-found');
    expect(codeOf(await run({ projectId: NOBODY as ProjectId }))).toBe('project-not-found');
    bench.platform.folderToOpen = null;
    expect(codeOf(await run())).toBe('cancelled');
    // What was found before is still known.
    expect((await reach(token)).findings).not.toEqual([]);

    bench.platform.folderToOpen = bench.home;
    const plain = must(await run());
    expect(plain.scan).toMatchObject({ repository: false, root: bench.home, suggestions: [] });
    expect(plain.scan.problems[0]?.message).toContain('no git repository');
  });

  it('reads a huge file, and tells of a submodule and a broken file, past a loop of links', async () => {
    const inner = new TemporaryRepository();
    try {
      inner.write('a.txt', TOKEN);
      inner.commit();
      repository.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', inner.root, 'vendor');
      symlinkSync('.', path.join(repository.root, 'loop'));
      repository.write('.gitlab-ci.yml', 'deploy: [unclosed');
      repository.write('huge.bin', '');
      repository.commit();
      truncateSync(path.join(repository.root, 'huge.bin'), 300_000_000);
      appendFileSync(path.join(repository.root, 'huge.bin'), TOKEN);
      const { scan } = must(await run());
      expect(scan.problems.map(({ file }) => file)).toEqual(expect.arrayContaining(['vendor', '.gitlab-ci.yml']));
      const files = scan.values.map(({ file }) => file);
      expect(files).toContain('huge.bin');
      expect(files).not.toContain('vendor/a.txt');
      expect(scan.secrets).toHaveLength(3);
    } finally {
      inner.remove();
    }
  });

  it('shows what it found on a full disk too, and says that it is not remembered', async ({ skip }) => {
    skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
    const disk = mkdtempSync(path.join(tmpdir(), 'keyrail-disk-'));
    const { TMPDIR } = process.env;
    mountSmallDisk(disk);
    process.env['TMPDIR'] = disk;
    const crowded = await EngineBench.make();
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    try {
      crowded.platform.folderToOpen = repository.root;
      await crowded.key('NPM_TOKEN', TOKEN, crowded.production);
      // More than fits into what the database has reserved already.
      const steps = Array.from({ length: 4_000 }, () => `      - run: x \${{ secrets.NPM_TOKEN }}\n`);
      repository.write('.github/workflows/long.yml', `on: push\njobs:\n  long:\n    steps:\n${steps.join('')}`);
      repository.commit();
      fillDisk(path.join(disk, 'ballast'));
      const scan = (fields: { scanId?: ScanId } = {}) =>
        crowded.client.repositoryScans.run({ projectId: crowded.project, ...fields });
      const found = must(await scan());
      expect(found.notRemembered).toContain('disk is full');
      expect(found.scan.values.map(({ file }) => file)).toContain('config.txt');
      expect(must(await crowded.client.repositoryScans.list({})).scans).toEqual([]);
      rmSync(path.join(disk, 'ballast'));
      const again = must(await scan({ scanId: found.scanId }));
      expect(again.notRemembered).toBeNull();
      const { scans: known } = must(await crowded.client.repositoryScans.list({}));
      expect(known).toMatchObject([{ scanId: again.scanId, root: repository.root }]);
    } finally {
      await crowded.dispose();
      unmount(disk);
      rmSync(disk, { recursive: true });
    }
  });

  it('runs once at a time, and is cancelled without a trace', async () => {
    const second = during(async () => {
      const refused = await run();
      return [refused, await scans().cancel({})] as const;
    });
    const first = run();
    const [refused, cancel] = await second;
    expect(codeOf(refused)).toBe('conflict');
    expect(must(cancel)).toEqual({ wasRunning: true });
    expect(codeOf(await first)).toBe('cancelled');
    expect(must(await scans().list({})).scans).toEqual([]);
    expect(must(await scans().cancel({}))).toEqual({ wasRunning: false });
    must(await run());
  });

  it('ends when the vault is locked, and holds up nobody afterwards', async () => {
    const locked = during(() => bench.client.vault.lock({}));
    const result = await run();
    must(await locked);
    expect(codeOf(result)).toBe('vault-locked');
    expect(codeOf(await scans().list({}))).toBe('vault-locked');
    must(await bench.client.vault.unlock({ with: { kind: 'keychain' } }));
    expect(must(await scans().list({})).scans).toEqual([]);
    must(await run());
  });

  it('ends when the vault is locked while the folder is being chosen', async () => {
    bench.platform.files.openFolder = async () => {
      must(await bench.client.vault.lock({}));
      return repository.root;
    };
    expect(codeOf(await run())).toBe('vault-locked');
  });

  it('leaves out a key that was erased while it ran', async () => {
    const removed = during(async () => {
      must(await bench.client.keys.remove({ keyIds: [token] }));
      must(await bench.client.keys.purge({ keyIds: [token] }));
    });
    const result = await run();
    await removed;
    must(result);
    expect((await reach(testKey)).findings).toHaveLength(1);
  });
});

describe('suggested placements', () => {
  it('are taken over in one step, and once', async () => {
    const { scanId, scan } = must(await run());
    expect(scan.suggestions.map(({ secretName }) => secretName)).toEqual(['NPM_TOKEN', 'TEST_KEY']);
    const all = indexes(scan.suggestions.length);
    const accepted = must(await scans().accept({ scanId, suggestions: [...all, 0] }));
    expect(accepted).toEqual({ targetsAdded: 2, placementsRecorded: 2 });
    expect(bench.events).toContainEqual({ type: 'ci-changed' });
    expect(await named()).toEqual([
      ['NPM_TOKEN', 'Acme/Web, environment production', 'recorded', null],
      ['TEST_KEY', 'Acme/Web', 'recorded', null],
    ]);
    const { targets } = must(await bench.client.ciTargets.list({}));
    expect(targets.map(({ target }) => [target.hasToken, target.projectId, target.environmentId])).toEqual([
      [false, bench.project, bench.staging],
      [false, bench.project, bench.production],
    ]);
    expect(must(await scans().accept({ scanId, suggestions: all }))).toEqual({
      targetsAdded: 0,
      placementsRecorded: 0,
    });
    const again = must(await run({ scanId }));
    expect(again.scan.suggestions).toEqual([]);
    expect(again.scan.secrets.map(({ state }) => state)).toEqual(['missing', 'placed', 'placed']);
  });

  it('use the target that is there, however its place is written', async () => {
    const targetId = await bench.target({ name: 'web', baseUrl: 'https://api.github.com' });
    const { scanId, scan } = must(await run());
    const index = scan.suggestions.findIndex(({ keyId }) => keyId === testKey);
    expect(must(await scans().accept({ scanId, suggestions: [index] }))).toEqual({
      targetsAdded: 0,
      placementsRecorded: 1,
    });
    expect(must(await bench.client.placements.list({ targetId })).placements).toMatchObject([
      { secretName: 'TEST_KEY', state: 'presumed', placedVersion: null },
    ]);
  });

  it.each<[string, (keyId: KeyId, environmentId: EnvironmentId) => Promise<unknown>]>([
    ['deleted', (keyId) => bench.client.keys.remove({ keyIds: [keyId] })],
    ['archived', (keyId) => bench.client.keys.archive({ keyIds: [keyId], archived: true })],
    ['moved', (keyId, environmentId) => bench.client.keys.move({ keyIds: [keyId], environmentId })],
    [
      'replaced by another key',
      async () => {
        const targetId = await bench.target({ place: { text: 'acme/web', choices: { environment: 'production' } } });
        const record = { keyId: testKey, targetId, secretName: 'npm_token', versionId: null };
        return must(await bench.client.placements.record(record));
      },
    ],
  ])('do not hold where the key was %s since, and none is taken then', async (_, change) => {
    const { scanId, scan } = must(await run());
    const before = await named();
    await change(token, bench.development);
    const changed = await named();
    const refused = await scans().accept({ scanId, suggestions: indexes(scan.suggestions.length) });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(refused.ok || refused.error.message).toContain('Scan the repository again');
    expect(await named()).toEqual(changed);
    expect(before).toEqual([]);
  });

  it('need a place, a result that is still kept, and to exist', async () => {
    repository.write('Jenkinsfile', "node { withCredentials([string(credentialsId: 'npm-token', variable: 'T')]) {} }");
    repository.commit();
    const { scanId, scan } = must(await run());
    const unplaced = scan.suggestions.findIndex(({ place }) => place === null);
    const refused = await scans().accept({ scanId, suggestions: [unplaced] });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(refused.ok || refused.error.message).toContain('Jenkins');
    expect(codeOf(await scans().accept({ scanId, suggestions: [999] }))).toBe('conflict');
    must(await bench.client.vault.lock({}));
    must(await bench.client.vault.unlock({ with: { kind: 'keychain' } }));
    expect(codeOf(await scans().accept({ scanId, suggestions: [0] }))).toBe('scan-not-found');
    expect(await named()).toEqual([]);
  });

  it('mark a target with what its keys have in common', async () => {
    repository.write('.github/workflows/more.yml', `jobs: { a: { steps: [{ run: "\${{ secrets.DEV_KEY }}" }] } }\n`);
    repository.commit();
    await bench.key('DEV_KEY', 'canary-value-2c5f-not-a-real-secret', bench.development);
    const { scanId, scan } = must(await run());
    must(await scans().accept({ scanId, suggestions: indexes(scan.suggestions.length) }));
    const { targets } = must(await bench.client.ciTargets.list({}));
    expect(targets.map(({ target }) => [target.name, target.projectId, target.environmentId])).toEqual([
      ['Acme/Web', bench.project, null],
      ['Acme/Web, environment production', bench.project, bench.production],
    ]);
  });
});
