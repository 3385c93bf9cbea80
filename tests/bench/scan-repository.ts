import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { scanRepository } from '#core/scan/scan-repository.ts';
import { resealEverything } from '#core/store/reseal.ts';
import { openStore } from '#core/store/store.ts';
import { unlockVault } from '#core/vault/unlock-vault.ts';
import { vaultPlace } from '#core/vault/vault-place.ts';
import { madeUpValue } from '../fixtures/many-keys.ts';
import { type Bench, medianOf, row } from './bench-row.ts';
import { createBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';
import { makeRepository } from './make-repository.ts';

const KEYS = 500;

/** A whole scan for every value of a vault, against what a person would do by hand for one: `git grep` and `git log -p`. */
export const scanRepositoryBench: Bench = async ({ folder, quick, progress }) => {
  const size = quick ? { files: 2_000, commits: 200 } : { files: 20_000, commits: 2_000 };
  const [files, commits] = [size.files.toLocaleString('en'), size.commits.toLocaleString('en')];
  progress(`making a repository of ${files} files and ${commits} commits, and a vault of ${KEYS} keys`);
  const planted = madeUpValue(123);
  const root = await makeRepository(folder, size, planted);
  const vault = await createBenchVault(folder, { keychain: 'memory', keys: KEYS });
  const place = vaultPlace({ home: vault.home, keychain: vault.keychain, reseal: resealEverything });
  const unlocked = await unlockVault(place, { kind: 'keychain' });
  if (!unlocked.ok) throw new Error(unlocked.error.message);
  const store = openStore(unlocked.value.session, { by: 'window', now: Date.now });

  progress('scanning');
  const samples = await interleaved(quick ? 3 : 7, {
    ours: async () => {
      const startedAt = performance.now();
      const scan = await scanRepository(store, { folder: root, projectId: null, placements: [], env: process.env });
      const elapsedMs = performance.now() - startedAt;
      if (!scan.ok) throw new Error(scan.error.message);
      const { searched, values } = scan.value;
      const [found] = values;
      const whole = searched.files === size.files && searched.values === KEYS;
      if (!whole || values.length !== 1 || found?.inFiles !== false || found.commit === null) {
        throw new Error('The scan did not find what it should have');
      }
      return elapsedMs;
    },
    // Nobody reads what they print: that is their time alone.
    baseline: async () => {
      const startedAt = performance.now();
      await git(root, ['grep', '--fixed-strings', planted], 1);
      await git(root, ['--no-pager', 'log', '-p', '--all'], 0);
      return performance.now() - startedAt;
    },
  });
  store.session.lock();
  return [
    row(
      `scan ${files} files, ${commits} commits for ${KEYS} values / git grep of one + git log -p`,
      { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') },
      { kind: 'ratio', atMost: 1.5 },
    ),
  ];
};

async function git(root: string, args: readonly string[], expected: number): Promise<void> {
  const child = spawn('git', args, { cwd: root, stdio: 'ignore' });
  const [status] = await once(child, 'close');
  if (status !== expected) throw new Error(`git ${args.join(' ')} ended with ${String(status)}`);
}
