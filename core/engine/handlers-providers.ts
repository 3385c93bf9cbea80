import type { ProviderSummary } from '#shared/contract/providers.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { findProvider, searchProviders } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const providerHandlers: Handlers<'providers'> = {
  list: (engine, { search }) =>
    unlocked(engine, (store) => {
      const counts = connectionCounts(store);
      return success({
        providers: searchProviders(search).map((definition) => summaryOf(definition, counts.get(definition.id) ?? 0)),
      });
    }),
  get: (engine, { providerId }) =>
    unlocked(engine, () => {
      const definition = findProvider(providerId);
      return definition === null ? providerNotFound() : success({ definition });
    }),
  openPage: async (engine, { providerId, page }) => {
    const url = unlocked(engine, () => {
      const definition = findProvider(providerId);
      return definition === null ? providerNotFound() : success(addressOf(definition, page));
    });
    if (!url.ok) return url;
    if (url.value === null) {
      return failure('unsupported', 'No document says where that page is. The provider’s own site has a way to it.');
    }
    await engine.platform.openUrl(url.value);
    return success({});
  },
};

function providerNotFound() {
  return failure('provider-not-found', 'Nothing is known of that provider.');
}

function summaryOf(definition: ProviderDefinition, connectionCount: number): ProviderSummary {
  const { id, name, sync, checks, defaultVariable, keyKinds } = definition;
  return {
    id,
    name: name.value,
    ways: sync.ways,
    checksKeys: checks.length > 0,
    defaultVariable: defaultVariable?.value ?? null,
    prefixes: [...new Set(keyKinds.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix.value])))],
    connectionCount,
  };
}

function connectionCounts(store: Store): Map<string, number> {
  const rows = store.sql('SELECT provider, count(*) FROM connections GROUP BY provider').raw().all();
  return new Map(rows as [string, number][]);
}

type Page = 'dashboard' | 'keys' | 'documentation' | { source: string };

/** Only https: the address goes to the operating system. */
function addressOf({ links, sources }: ProviderDefinition, page: Page): string | null {
  const written = writtenAddress(links, sources, page);
  return written !== undefined && URL.canParse(written) && new URL(written).protocol === 'https:' ? written : null;
}

function writtenAddress(
  links: ProviderDefinition['links'],
  sources: ProviderDefinition['sources'],
  page: Page,
): string | undefined {
  switch (page) {
    case 'dashboard':
      return links.dashboard?.value;
    case 'keys':
      return links.keysPage?.value;
    case 'documentation':
      return links.documentation?.value;
  }
  const source = Object.hasOwn(sources, page.source) ? sources[page.source] : undefined;
  switch (source?.kind) {
    case 'document':
    case 'page':
      return source.url;
    case 'facts':
      return source.published.find((url) => url.startsWith('https://'));
    case 'convention':
    case undefined:
      return undefined;
  }
}
