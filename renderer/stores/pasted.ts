import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { featureStore, resetCount } from './registry.ts';

export type Pasted = ResponseOf<Contract['pasted']['list']>['pasted'][number];

/** What was pasted into forms that were closed, without the values: those are sealed in the engine. */
export const usePasted = featureStore<{ readonly pasted: readonly Pasted[] }>('pasted', () => ({ pasted: [] }));

/** Reads what is kept; call it when a form was closed, and when the window opens. */
export async function loadPasted(): Promise<void> {
  const resets = resetCount();
  const answer = await call(engine().pasted.list({}));
  if (answer.ok && resets === resetCount()) usePasted.setState({ pasted: answer.value.pasted });
}

export async function discardPasted(pastedId: Pasted['pastedId']): Promise<void> {
  await call(engine().pasted.discard({ pastedId }));
  await loadPasted();
}
