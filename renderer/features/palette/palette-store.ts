import type { KeyId } from '#shared/domain/ids.ts';
import { loadKeys } from '../../data/load-keys.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { currentNames, useAllKeys } from '../../stores/all-keys.ts';
import { featureStore, onReset } from '../../stores/registry.ts';
import { KeySearch } from './key-search.ts';

/** What was last used from the palette, the latest first. */
export type Recent = { readonly type: 'key'; readonly id: KeyId } | { readonly type: 'command'; readonly id: string };

export type PaletteState = {
  /** Every live key, for searching; null until they are read. Held while the palette is open. */
  readonly search: KeySearch | null;
  readonly recent: readonly Recent[];
};

const RECENT_AT_MOST = 6;

export const usePalette = featureStore<PaletteState>('palette', () => ({ search: null, recent: [] }));

let running: AbortController | undefined;

/** Reads the keys to search, unless the list of all projects has them already. */
export async function openSearch(): Promise<void> {
  running?.abort();
  const own = new AbortController();
  running = own;
  const { table, show, loading } = useAllKeys.getState();
  if (table !== null && show === 'live' && loading === null) {
    usePalette.setState({ search: new KeySearch(table.rows) });
    return;
  }
  const { keys } = await loadKeys({ show: 'live' }, own.signal, (soFar) => {
    if (!own.signal.aborted && usePalette.getState().search === null) {
      usePalette.setState({ search: new KeySearch([...soFar], currentNames()) });
    }
  });
  if (keys !== null && !own.signal.aborted) usePalette.setState({ search: new KeySearch(keys, currentNames()) });
}

/** Lets the keys go again: 100,000 of them are not kept for a closed palette. */
export function closeSearch(): void {
  running?.abort();
  usePalette.setState({ search: null });
}

onReset(() => running?.abort());

/** Reads again when the vault changes while the palette is open; the returned function ends it. */
export function followVault(): () => void {
  return onEngineEvent('vault-changed', () => void openSearch());
}

export function rememberUse(used: Recent): void {
  usePalette.setState(({ recent }) => ({
    recent: [used, ...recent.filter((each) => each.type !== used.type || each.id !== used.id)].slice(0, RECENT_AT_MOST),
  }));
}
