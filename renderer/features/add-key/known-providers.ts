import { useMemo } from 'react';
import { providerName } from '../../data/provider-name.ts';
import { useAllKeys } from '../../stores/all-keys.ts';
import { useBoard } from '../../stores/board.ts';
import type { Suggestion } from '../../ui/suggestion-input.tsx';
import { providerText } from './key-field-values.ts';

/** The providers of the keys that the window has read, for suggesting; `also` are ids from elsewhere. */
export function useKnownProviders(also: readonly (string | null)[] = []): readonly Suggestion[] {
  const boardKeys = useBoard((state) => state.keys);
  const table = useAllKeys((state) => state.table);
  const others = also.join('\n');
  return useMemo(() => {
    const ids = new Set(others.split('\n').filter((id) => id !== ''));
    for (const key of boardKeys ?? []) if (key.provider !== null) ids.add(key.provider);
    for (const key of table?.rows ?? []) if (key.provider !== null) ids.add(key.provider);
    return [...ids]
      .map((id) => ({ value: providerText(id), label: providerName(id) }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }, [boardKeys, table, others]);
}
