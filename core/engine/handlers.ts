import type { Contract, ProcedureGroup } from '#shared/contract/index.ts';
import type { Procedure, RequestOf, ResultOf } from '#shared/contract/procedure.ts';
import { type Failed, failure } from '#shared/contract/result.ts';
import type { Store } from '../store/store.ts';
import type { EngineState } from './engine-state.ts';

/** A handler for every procedure of a group, typed from its declaration. */
export type Handlers<G extends ProcedureGroup> = {
  readonly [N in keyof Contract[G]]: Contract[G][N] extends infer P extends Procedure
    ? (engine: EngineState, request: RequestOf<P>) => ResultOf<P> | Promise<ResultOf<P>>
    : never;
};

/** Runs `use` on the unlocked vault, or says that it is locked. */
export function unlocked<T>(engine: EngineState, use: (store: Store) => T): T | Failed<'vault-locked'> {
  const store = engine.store();
  return store === null ? failure('vault-locked', 'The vault is locked. Unlock it first.') : use(store);
}
