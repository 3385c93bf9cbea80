import type { Failed } from '#shared/contract/result.ts';
import type { CiOptions } from '../ci/open-target.ts';
import type { Store } from '../store/store.ts';
import type { EngineState } from './engine-state.ts';
import { unlocked } from './handlers.ts';

/**
 * Asks CI targets something on the unlocked vault. The lock ends it.
 * @throws VaultError `vault-locked` where the vault was locked meanwhile
 */
export async function asking<T>(
  engine: EngineState,
  ask: (store: Store, options: CiOptions) => Promise<T>,
): Promise<T | Failed<'vault-locked'>> {
  return unlocked(engine, (store) => {
    const service = engine.pushes();
    if (service === null) throw new TypeError('An unlocked vault has a service for its CI targets.');
    return service.ask((options) => ask(store, options));
  });
}
