import { unreachable } from '#shared/contract/result.ts';
import type { CiPlace, CiSystemId, RemoteSecret } from '#shared/domain/ci.ts';
import { type Clock, SYSTEM_CLOCK } from '../http/clock.ts';
import type { ExchangeLimits } from '../http/exchange.ts';
import { ProviderError } from '../http/provider-error.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { CiSession, CiSystem } from './ci-system.ts';
import { placeOf, type TargetRow } from './target-rows.ts';
import { openToken } from './target-token.ts';

/** Gives the adapter of a system. Loading one is what loads its client, so it is done when it is needed. */
export type SystemLoader = (id: CiSystemId) => Promise<CiSystem>;

/** What everything that asks a target takes. */
export type CiOptions = {
  readonly systems?: SystemLoader;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  readonly limits?: ExchangeLimits;
  /** Rather than wait longer for a limit to pass, a request fails, and a push stops. */
  readonly longestWaitMs?: number;
  /** Told when a target begins to be looked at; what it gives is called when that has ended. */
  readonly looking?: (targetId: string) => () => void;
};

/** The adapter of a system, as the program has it. */
export const loadSystem: SystemLoader = async (id) => {
  switch (id) {
    case 'github':
      return (await import('./systems/github/system.ts')).github as CiSystem;
    case 'gitlab':
      return (await import('./systems/gitlab/system.ts')).gitlab as CiSystem;
    case 'circleci':
      return (await import('./systems/circleci/system.ts')).circleci as CiSystem;
    case 'jenkins':
      return (await import('./systems/jenkins/system.ts')).jenkins as CiSystem;
    case 'bitbucket':
      return (await import('./systems/bitbucket/system.ts')).bitbucket as CiSystem;
    case 'vercel':
      return (await import('./systems/vercel/system.ts')).vercel as CiSystem;
    case 'netlify':
      return (await import('./systems/netlify/system.ts')).netlify as CiSystem;
    default:
      return unreachable(id);
  }
};

export type OpenTarget = {
  readonly row: TargetRow;
  readonly system: CiSystem;
  readonly session: CiSession;
  /** The fingerprint of what a secret held when the session gave it out; null where the system did not show it. */
  readonly printOf: (secret: RemoteSecret) => Buffer | null;
};

/**
 * Opens a target with its token, for as long as something is done with it.
 * @throws ProviderError `credential-missing` where it has no token, and what the system's `open` throws
 */
export async function openTarget(store: Store, row: TargetRow, options: CiOptions): Promise<OpenTarget> {
  const system = await (options.systems ?? loadSystem)(row.system);
  const opened = openToken(store, row.id);
  const token = opened.ok ? opened.value : null;
  if (token === null) {
    throw new ProviderError(
      'credential-missing',
      `${row.name} has no access token. Give it one, or use the copy assistant, which needs none.`,
    );
  }
  const prints = new WeakMap<RemoteSecret, Buffer>();
  const session = await system.open({
    place: placeOf(row),
    baseUrl: row.base_url,
    token,
    clock: options.clock ?? SYSTEM_CLOCK,
    signal: options.signal,
    // Of a value nothing else is kept, and only who holds the vault's keys can compare that.
    onValue: (secret, bytes) => prints.set(secret, store.session.fingerprint(bytes)),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.longestWaitMs === undefined ? {} : { longestWaitMs: options.longestWaitMs }),
  } satisfies Parameters<CiSystem['open']>[0] & { place: CiPlace });
  return { row, system, session, printOf: (secret) => prints.get(secret) ?? null };
}

/** What is expected to fail, as a code and words for a person; a bug is thrown on. */
export function targetFailure(error: unknown): { code: ProviderError['code'] | 'vault-damaged'; message: string } {
  if (error instanceof ProviderError) return { code: error.code, message: error.message };
  if (error instanceof VaultError && error.code === 'vault-damaged') {
    return { code: 'vault-damaged', message: 'The access token of this target cannot be opened. Give it again.' };
  }
  throw error;
}
