import type { Failure } from '#shared/contract/result.ts';
import type { ProjectId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';

export type Shown = 'live' | 'archived' | 'deleted';

export interface KeyQuery {
  readonly show: Shown;
  readonly projectId?: ProjectId;
}

export type Loaded =
  | { readonly keys: KeySummary[]; readonly error: null }
  | { readonly keys: null; readonly error: Failure };

/** The first page is small, so that there is something to see at once. */
const FIRST_PAGE = 2_000;
const PAGE = 10_000;

/**
 * Reads every key that a query finds, page by page. `onPage` gets what there is so far after each page but the last;
 * it is the same array each time. Stops early, with what it has, once `signal` is aborted.
 */
export async function loadKeys(
  { show, projectId }: KeyQuery,
  signal: AbortSignal,
  onPage: (keys: readonly KeySummary[]) => void,
): Promise<Loaded> {
  const keys: KeySummary[] = [];
  const pool = new StringPool();
  const where = projectId === undefined ? { show } : { show, projectId };
  let cursor: string | null = null;
  do {
    const page: { limit: number; cursor?: string } = cursor === null ? { limit: FIRST_PAGE } : { limit: PAGE, cursor };
    const answer = await call(engine().keys.list({ ...where, ...page }));
    if (!answer.ok) return { keys: null, error: answer.error };
    for (const key of answer.value.keys) keys.push(compact(key, pool));
    cursor = answer.value.nextCursor;
    if (cursor !== null && !signal.aborted) onPage(keys);
  } while (cursor !== null && !signal.aborted);
  return { keys, error: null };
}

const NONE: string[] = [];

/** One copy of each text that many keys share: every message from the engine brings its own. */
class StringPool {
  readonly #known = new Map<string, string>();

  one<T extends string>(text: T): T {
    const known = this.#known.get(text);
    // Sound: an equal string under the same key has the same branded type.
    if (known !== undefined) return known as T;
    this.#known.set(text, text);
    return text;
  }
}

function compact(key: KeySummary, pool: StringPool): KeySummary {
  return {
    ...key,
    projectId: pool.one(key.projectId),
    environmentId: pool.one(key.environmentId),
    name: pool.one(key.name),
    provider: key.provider === null ? null : pool.one(key.provider),
    kind: pool.one(key.kind),
    status: pool.one(key.status),
    scopes: key.scopes.length === 0 ? NONE : key.scopes.map((scope) => pool.one(scope)),
    tags: key.tags.length === 0 ? NONE : key.tags.map((tag) => pool.one(tag)),
    consumer: key.consumer === null ? null : pool.one(key.consumer),
    expiresOrigin: key.expiresOrigin,
    rotateEvery: key.rotateEvery === null ? null : pool.one(key.rotateEvery),
  };
}
