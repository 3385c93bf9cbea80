import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { loadSystem } from '#core/ci/open-target.ts';
import { planPush } from '#core/ci/plan-push.ts';
import { runPush } from '#core/ci/run-push.ts';
import { startPush } from '#core/ci/start-push.ts';
import { addTarget } from '#core/ci/targets.ts';
import { insertKey } from '#core/keys/add-key.ts';
import { createProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';

/** The query of a listing, which has room for all secrets of a repository. */
export const LIST = '?per_page=100&page=1';

/** A repository, the token that may write its secrets, and the key that they are sealed with. */
export type Repository = {
  readonly name: string;
  readonly token: string;
  readonly keyId: string;
  /** In base64. */
  readonly publicKey: string;
};

/** GitHub's simulator in a process of its own. */
export type GitHubServer = {
  readonly url: string;
  readonly repositories: readonly Repository[];
  /** What was asked for since the last call, in order: `GET /repos/acme/…?page=1`. */
  readonly requests: () => Promise<string[]>;
  readonly close: () => void;
};

/** Starts a GitHub that has so many repositories and waits that long before each answer. */
export async function startGitHubServer(repositories: number, delayMs: number): Promise<GitHubServer> {
  const child = fork(join(import.meta.dirname, 'github-worker.ts'), [String(repositories), String(delayMs)]);
  const gone = new AbortController();
  child.once('exit', () => gone.abort());
  const said = async <T>(): Promise<T> => {
    const [message] = (await once(child, 'message', { signal: gone.signal })) as [T];
    return message;
  };
  const { url, places } = await said<{ url: string; places: Repository[] }>();
  return {
    url,
    repositories: places,
    requests: () => {
      const answer = said<string[]>();
      child.send('requests');
      return answer;
    },
    close: () => child.disconnect(),
  };
}

/** A CI target for the repository's secrets of Actions. */
export async function addRepositoryTarget(
  store: Store,
  { url }: GitHubServer,
  { name, token }: Repository,
): Promise<string> {
  const added = addTarget(store, await loadSystem('github'), {
    place: {
      system: 'github',
      owner: 'acme',
      repository: name,
      environment: null,
      family: 'actions',
      visibility: null,
    },
    baseUrl: url,
    token: { token },
    name,
  });
  if (!added.ok) throw new Error(added.error.message);
  return added.value.targetId;
}

/** A plain request with a repository's token. The whole answer is read and parsed, as whoever wants it would. */
export async function askPlainly(
  { url }: GitHubServer,
  { name, token }: Repository,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly json: unknown }> {
  const response = await fetch(`${url}/api/v3/repos/acme/${name}/actions/secrets${path}`, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GitHub answered ${response.status}`);
  return { status: response.status, json: text === '' ? null : (JSON.parse(text) as unknown) };
}

export const nameOf = (index: number): string => `SECRET_${String(index).padStart(3, '0')}`;
/** Made up. */
export const secretOf = (index: number): string => `made-up-value-${String(index).padStart(3, '0')}-8c1f4e7a92b3`;

/** Fills a vault with keys in one environment, and gives their ids. */
export function addSecrets(store: Store, count: number): string[] {
  return store.write(() => {
    const created = createProject(store, 'pushed');
    if (!created.ok) throw new Error(created.error.message);
    const environmentId = created.value.project.environments[0]?.id ?? '';
    return Array.from({ length: count }, (_, index) => {
      const bytes = Buffer.from(secretOf(index));
      const request = { environmentId, name: nameOf(index), kind: 'secret', bytes } as const;
      const inserted = insertKey(store, { touch: () => undefined }, request);
      if (!inserted.ok) throw new Error(inserted.error.message);
      return inserted.value.id;
    });
  });
}

/** From the preview to the finished receipt. */
export async function push(store: Store, targetId: string, keyIds: readonly string[]): Promise<void> {
  const wanted = keyIds.map((keyId) => ({ keyId, targetId, named: false }));
  const confirmed = (): boolean => true;
  const plan = await planPush(store, wanted);
  if (!plan.ok) throw new Error(plan.error.message);
  const started = startPush(store, plan.value, { agreed: () => true, confirmed });
  if (!started.ok) throw new Error(started.error.message);
  const receipt = await runPush(store, started.value.receiptId, { confirmed });
  if (!receipt.ok) throw new Error(receipt.error.message);
  const created = receipt.value.steps.filter(({ outcome }) => outcome === 'created');
  if (created.length !== keyIds.length) throw new Error(`${created.length} secrets were created`);
}
