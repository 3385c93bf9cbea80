import { SearchX } from 'lucide-react';
import { type RefObject, useEffect, useRef } from 'react';
import type { ProviderSummary } from '#shared/contract/providers.ts';
import { setCatalogueSearch, showProviders, useProvidersView } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { WAY_WORDS } from './connection-words.ts';
import { moveInList } from './list-keys.ts';
import { useCatalogue } from './use-catalogue.ts';

/** Every provider that Keyrail knows, or those that fit the search. Enter opens, arrows move. */
export function CatalogueView({ searchField }: { readonly searchField: RefObject<HTMLInputElement | null> }) {
  const search = useProvidersView((state) => state.search);
  const { providers, error, reload } = useCatalogue(search);
  if (providers === null) {
    if (error === null) return <LoadingState label="Reading the catalogue…" />;
    return <ErrorState title="The catalogue could not be read" message={error.message} onRetry={reload} />;
  }
  if (providers.length === 0) {
    return (
      <EmptyState
        icon={SearchX}
        title="No provider fits"
        actions={<Button onClick={() => setCatalogueSearch('')}>Show all</Button>}
      >
        Nothing in the catalogue has “{search}” in its name, its variable or the start of its keys. One file adds a
        provider; docs/adding-a-provider.md says how.
      </EmptyState>
    );
  }
  return <ProviderTable providers={providers} searchField={searchField} />;
}

function ProviderTable({
  providers,
  searchField,
}: {
  readonly providers: readonly ProviderSummary[];
  readonly searchField: RefObject<HTMLInputElement | null>;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    // Back from an entry the focus is where it was; otherwise one can type at once.
    const { last } = useProvidersView.getState();
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('.provider-open') ?? [])];
    (rows.find(({ dataset }) => dataset['id'] === last) ?? searchField.current)?.focus();
  }, [searchField]);
  return (
    <div className="providers-scroll">
      <table className="provider-table">
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">Ways to sync</th>
            <th scope="col">Key check</th>
            <th scope="col">Default variable</th>
            <th scope="col">Keys start with</th>
            <th scope="col" className="provider-count">
              Connections
            </th>
          </tr>
        </thead>
        <tbody
          ref={body}
          onKeyDown={(event) => moveInList(event, '.provider-open', () => searchField.current?.focus())}
        >
          {providers.map((provider) => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ProviderRow({ provider }: { readonly provider: ProviderSummary }) {
  const { id, name, ways, checksKeys, defaultVariable, connectionCount } = provider;
  const prefixes = [...new Set(provider.prefixes)];
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className="provider-open truncate"
          data-id={id}
          onClick={() => showProviders({ at: 'provider', providerId: id })}
        >
          {name}
        </button>
      </th>
      <td>{ways.map((way) => WAY_WORDS[way]).join(', ')}</td>
      <td className={checksKeys ? undefined : 'faint'}>{checksKeys ? 'yes' : 'none known'}</td>
      <td>{defaultVariable === null ? <Unknown /> : <span className="mono">{defaultVariable}</span>}</td>
      <td>
        {prefixes.length === 0 ? (
          <Unknown />
        ) : (
          <span className="mono truncate" title={prefixes.join('  ')}>
            {prefixes.join('  ')}
          </span>
        )}
      </td>
      <td className="provider-count">{connectionCount === 0 ? '' : formatCount(connectionCount)}</td>
    </tr>
  );
}

function Unknown() {
  return <span className="faint">unknown</span>;
}
