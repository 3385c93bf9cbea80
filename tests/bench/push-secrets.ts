import sodium from 'libsodium-wrappers';
import { github } from '#core/ci/systems/github/system.ts';
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
  nameOf,
  push,
  type Repository,
  secretOf,
  startGitHubServer,
} from './github.ts';
import { interleaved } from './interleaved.ts';

const TARGET: Target = { kind: 'ratio', atMost: 1.25 };
const DELAY_MS = 20;

/**
 * A push to a repository that has none of the secrets, from the preview to the finished receipt, against the same requests
 * by plain `fetch` with as many writes at once, whose boxes were sealed beforehand.
 */
export const pushSecrets: Bench = async ({ folder, quick, progress }) => {
  const secrets = quick ? 20 : 100;
  const rounds = quick ? 3 : 15;
  progress(`making a vault of ${secrets} keys`);
  const keyIds: string[] = [];
  const vault = await openBenchVault(folder, (store) => keyIds.push(...addSecrets(store, secrets)));
  // Each sample pushes to a repository that is still empty; the first round of each is not counted.
  const server = await startGitHubServer(2 * (rounds + 1), DELAY_MS);
  const repositories = server.repositories.values();
  try {
    await sodium.ready;
    progress('pushing');
    const seen = new Map<string, string>();
    const samples = await interleaved(rounds, {
      ours: async () => {
        const repository = next(repositories);
        const elapsedMs = await timePush(
          vault.store,
          await addRepositoryTarget(vault.store, server, repository),
          keyIds,
        );
        seen.set('ours', await asked(server, repository));
        return elapsedMs;
      },
      baseline: async () => {
        const repository = next(repositories);
        const elapsedMs = await timePlain(server, repository, secrets);
        seen.set('baseline', await asked(server, repository));
        return elapsedMs;
      },
    });
    if (seen.get('ours') !== seen.get('baseline')) throw new Error('The two did not make the same requests');
    return [
      row(
        `push ${secrets} secrets to a GitHub target, ${DELAY_MS} ms an answer / the same requests`,
        { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') },
        TARGET,
        `${github.pace.atOnce} writes at once`,
      ),
    ];
  } finally {
    server.close();
    vault.close();
  }
};

async function timePush(store: Store, targetId: string, keyIds: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  await push(store, targetId, keyIds);
  return performance.now() - startedAt;
}

/** The look of the preview, the one before the first write, the key, the writes, and the look after them. */
async function timePlain(server: GitHubServer, repository: Repository, secrets: number): Promise<number> {
  const key = Buffer.from(repository.publicKey, 'base64');
  const bodies = Array.from({ length: secrets }, (_, index) => ({
    encrypted_value: Buffer.from(sodium.crypto_box_seal(secretOf(index), key)).toString('base64'),
    key_id: repository.keyId,
  }));
  const startedAt = performance.now();
  await askPlainly(server, repository, LIST);
  await askPlainly(server, repository, LIST);
  await askPlainly(server, repository, '/public-key');
  await inTurns([...bodies.entries()], github.pace.atOnce, ([index, body]) =>
    askPlainly(server, repository, `/${nameOf(index)}`, body),
  );
  const { json } = await askPlainly(server, repository, LIST);
  const elapsedMs = performance.now() - startedAt;
  if ((json as { total_count: number }).total_count !== secrets) throw new Error('Not all secrets were created');
  return elapsedMs;
}

/** What was asked for, whatever the repository and the order of what goes out together. */
async function asked(server: GitHubServer, { name }: Repository): Promise<string> {
  return (await server.requests())
    .map((request) => request.replace(`/${name}/`, '/'))
    .sort()
    .join('\n');
}

function next(repositories: Iterator<Repository>): Repository {
  const { value, done } = repositories.next();
  if (done === true) throw new Error('There are too few repositories');
  return value;
}
