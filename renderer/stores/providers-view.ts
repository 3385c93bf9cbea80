import type { ConnectionId } from '#shared/domain/ids.ts';
import { showScreen } from './navigation.ts';
import { featureStore } from './registry.ts';

/** What the Providers screen shows: one of its two lists, or one entry of them. */
export type ProvidersPlace =
  | { readonly at: 'connections' }
  | { readonly at: 'connection'; readonly connectionId: ConnectionId }
  | { readonly at: 'catalogue' }
  | { readonly at: 'provider'; readonly providerId: string };

export interface ProvidersView {
  readonly place: ProvidersPlace;
  /** What the catalogue is searched for; it stays while one of its entries is open. */
  readonly search: string;
  /** The entry that was open last: its row has the focus again when the list comes back. */
  readonly last: string | null;
}

export const useProvidersView = featureStore<ProvidersView>('providers-view', () => ({
  place: { at: 'connections' },
  search: '',
  last: null,
}));

/** Goes to a place of the Providers screen, from wherever one is. */
export function showProviders(place: ProvidersPlace): void {
  const last = place.at === 'connection' ? place.connectionId : place.at === 'provider' ? place.providerId : undefined;
  useProvidersView.setState({ place, ...(last === undefined ? {} : { last }) });
  showScreen('providers');
}

export function setCatalogueSearch(search: string): void {
  useProvidersView.setState({ search });
}
