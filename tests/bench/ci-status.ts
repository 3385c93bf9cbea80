import { listPlacements } from '#core/ci/placement-rows.ts';
import { refreshStatus } from '#core/ci/refresh-status.ts';
import type { Store } from '#core/store/store.ts';
import { inTurns } from '#core/sync/in-turns.ts';
import { type Bench, medianOf, row, type Target } from './bench-row.ts';
import { openBenchVault } from './bench-vault.ts';
import {
  addRepositoryTarget,
  addSecrets,
  askPlainly,
  type GitHubServer,
  LIST,
  push,
  startGitHubServer,
} from './github.ts';
import { interleaved } from './interleaved.ts';

const TARGET: Target = { kind: 'ratio', atMost: 1.2 };
const DELAY_MS = 20;
/** As many targets as Keyrail asks together. */
const AT_ONCE = 8;
const TARGETS = 20;

/**
 * Asking all targets what they hold, storing it and working out the state of every placement, against the same requests
 * by plain `fetch` with as many at once.
 */
export const ciStatus: Bench = async ({ folder, quick, progress }) => {
  const placements = quick ? 100 : 500;
  const each = placements / TARGETS;
  progress(`placing ${each} keys in each of ${TARGETS} targets`);
  const keyIds: string[] = [];
  const vault = await openBenchVault(folder, (store) => keyIds.push(...addSecrets(store, each)));
  const server = await startGitHubServer(TARGETS, DELAY_MS);
  try {
    for (const repository of server.repositories) {
      await push(vault.store, await addRepositoryTarget(vault.store, server, repository), keyIds);
    }
    await server.requests();
    progress('asking');
    const seen = new Map<string, string>();
    const counted = async (subject: string, time: () => Promise<number>): Promise<number> => {
      const elapsedMs = await time();
      seen.set(subject, (await server.requests()).sort().join('\n'));
      return elapsedMs;
    };
    const samples = await interleaved(quick ? 10 : 40, {
      ours: () => counted('ours', () => timeStatus(vault.store, placements)),
      baseline: () => counted('baseline', () => timePlain(server, each)),
    });
    if (seen.get('ours') !== seen.get('baseline')) throw new Error('The two did not make the same requests');
    return [
      row(
        `status of ${placements} placements over ${TARGETS} targets, ${DELAY_MS} ms an answer / the same requests`,
        { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') },
        TARGET,
        `${AT_ONCE} targets at once`,
      ),
    ];
  } finally {
    server.close();
    vault.close();
  }
};

async function timeStatus(store: Store, placements: number): Promise<number> {
  const startedAt = performance.now();
  await refreshStatus(store);
  const current = listPlacements(store).filter(({ state }) => state === 'current');
  const elapsedMs = performance.now() - startedAt;
  if (current.length !== placements) throw new Error(`${current.length} placements are current`);
  return elapsedMs;
}

async function timePlain(server: GitHubServer, each: number): Promise<number> {
  const startedAt = performance.now();
  const lists = await inTurns(server.repositories, AT_ONCE, (repository) => askPlainly(server, repository, LIST));
  const elapsedMs = performance.now() - startedAt;
  const isWrong = lists.some(({ json }) => (json as { secrets: unknown[] }).secrets.length !== each);
  if (isWrong) throw new Error('A repository has another number of secrets');
  return elapsedMs;
}
