import type { Store } from '#core/store/store.ts';
import { failure } from '#shared/contract/result.ts';

/** Runs a change only to see how it would end: nothing of it stays. For what has to be known before a person is asked. */
export function onlyLook<T>(store: Store, change: () => T): T {
  const seen: { value?: { readonly it: T } } = {};
  store.write(() => {
    seen.value = { it: change() };
    // A failure takes the transaction back.
    return failure('cancelled', 'Only looked at.');
  });
  if (seen.value === undefined) throw new Error('Nothing was looked at');
  return seen.value.it;
}
