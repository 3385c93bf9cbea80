import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProviderSummary } from '#shared/contract/providers.ts';
import type { Failure } from '#shared/contract/result.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

/** What fits a search, in the engine's order; the last answer stays until the next has come. */
export function useCatalogue(search: string): {
  readonly providers: readonly ProviderSummary[] | null;
  readonly error: Failure | null;
  readonly reload: () => void;
} {
  const [providers, setProviders] = useState<readonly ProviderSummary[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const turn = useRef(0);
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const answer = await call(engine().providers.list({ search: search.trim() }));
    if (own !== turn.current) return;
    if (answer.ok) {
      setProviders(answer.value.providers);
      setError(null);
    } else {
      setProviders(null);
      setError(answer.error);
    }
  }, [search]);
  useEffect(() => {
    void load();
    return onEngineEvent('vault-changed', () => void load());
  }, [load]);
  return { providers, error, reload: () => void load() };
}
