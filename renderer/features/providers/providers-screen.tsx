import { Plus, RefreshCw } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import './providers.css';
import './catalogue.css';
import { registerCommands } from '../../commands/registry.ts';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { openDialog } from '../../dialogs.ts';
import { useConnections } from '../../stores/connections.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { setCatalogueSearch, showProviders, useProvidersView } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { CatalogueView } from './catalogue-view.tsx';
import { syncAll } from './connection-actions.ts';
import { ConnectionPage } from './connection-page.tsx';
import { summaryOf } from './connection-words.ts';
import { ConnectionsView } from './connections-view.tsx';
import { ProviderPage } from './provider-page.tsx';

const VIEWS = [
  { value: 'connections', label: 'Connections' },
  { value: 'catalogue', label: 'Catalogue' },
] as const;

/** What the person is connected to, and what Keyrail knows of every provider. Escape goes from an entry to its list. */
export function ProvidersScreen() {
  const place = useProvidersView((state) => state.place);
  const back = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isLayerOpen() || isEditable(event.target)) return;
    if (useNavigation.getState().drawerKeyId !== null) return;
    if (place.at === 'connection') showProviders({ at: 'connections' });
    else if (place.at === 'provider') showProviders({ at: 'catalogue' });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape, from wherever the focus is inside
    <div className="screen providers" onKeyDown={back}>
      {place.at === 'connection' ? (
        <ConnectionPage key={place.connectionId} connectionId={place.connectionId} />
      ) : place.at === 'provider' ? (
        <ProviderPage key={place.providerId} providerId={place.providerId} />
      ) : (
        <Lists at={place.at} />
      )}
    </div>
  );
}

function Lists({ at }: { readonly at: 'connections' | 'catalogue' }) {
  const searchField = useRef<HTMLInputElement>(null);
  const search = useProvidersView((state) => state.search);
  const connections = useConnections((state) => state.connections);
  const some = connections !== null && connections.length > 0;
  useEffect(() => {
    if (at !== 'catalogue') return;
    return registerCommands([
      {
        id: 'keys.filter',
        title: 'Search the catalogue',
        section: 'Providers',
        shortcut: '/',
        run: () => searchField.current?.select(),
      },
    ]);
  }, [at]);
  return (
    <>
      <header className="screen-header">
        <h1 className="screen-title truncate">
          Providers {some && at === 'connections' ? <span className="faint">{summaryOf(connections)}</span> : null}
        </h1>
        <Segmented label="View" value={at} onChange={(next) => showProviders({ at: next })} options={VIEWS} />
        {at === 'catalogue' ? (
          <FilterField
            ref={searchField}
            label="Search providers"
            value={search}
            onChange={setCatalogueSearch}
            onLeave={() => document.querySelector<HTMLElement>('.provider-open')?.focus()}
          />
        ) : some ? (
          <>
            <Button icon={RefreshCw} onClick={() => void syncAll()}>
              Sync all
            </Button>
            <Button variant="primary" icon={Plus} onClick={() => openDialog({ kind: 'add-connection' })}>
              Add connection…
            </Button>
          </>
        ) : null}
      </header>
      {at === 'catalogue' ? <CatalogueView searchField={searchField} /> : <ConnectionsView />}
    </>
  );
}
