import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import type { CredentialFields } from '../http/authorize.ts';
import { type NextPage, type Page, pagesFrom } from '../http/pagination.ts';
import type { AskOptions, ProviderClient } from '../http/provider-client.ts';
import { invalidAnswer, ProviderError } from '../http/provider-error.ts';

/** What one page of a listing held. */
export type ListedPage = {
  readonly drafts: readonly RemoteKeyDraft[];
  /** From 1, over all listings of the provider. */
  readonly page: number;
  /** How many there will be; null where the provider does not say. */
  readonly pages: number | null;
};

export type ListContext = {
  readonly client: ProviderClient;
  readonly definition: ProviderDefinition;
  /** By the definition's names. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly credential: CredentialFields;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Notes a listing that this credential may not read: what was seen is not everything then. */
  readonly skipped: (listing: string, why: ProviderError) => void;
};

/** Reads what a provider lists, page after page. Values in a listing are dropped before a draft is made. */
export type Adapter = (context: ListContext) => AsyncIterable<ListedPage>;

/** One listing of a provider. */
export type Listing = {
  readonly first: URL;
  readonly next: NextPage;
  readonly ask?: AskOptions;
  readonly drafts: (page: Page) => readonly RemoteKeyDraft[] | Promise<readonly RemoteKeyDraft[]>;
  /** How many pages it has, where a page says. */
  readonly pages?: (page: Page) => number | null;
};

/**
 * Reads one listing to its end.
 * @throws ProviderError `repeated-page` where a whole page holds only keys that were listed before
 */
export async function* readListing(client: ProviderClient, listing: Listing): AsyncGenerator<ListedPage> {
  const seen = new Set<string>();
  for await (const page of pagesFrom(client, listing.first, listing.next, listing.ask ?? {})) {
    const drafts = await listing.drafts(page);
    const fresh = drafts.filter(({ remoteId }) => remoteId === null || !seen.has(remoteId));
    if (page.index > 0 && drafts.length > 0 && fresh.length === 0) {
      throw invalidAnswer('repeated-page', `The list of ${client.host} shows the same keys on one page after another.`);
    }
    for (const { remoteId } of drafts) if (remoteId !== null) seen.add(remoteId);
    yield { drafts, page: page.index + 1, pages: listing.pages?.(page) ?? null };
  }
}

/**
 * Reads several listings one after the other. One that the credential may not read is skipped and noted, as long as
 * another one answers.
 */
export async function* readListings(
  context: ListContext,
  listings: readonly { readonly id: string; readonly read: () => AsyncIterable<ListedPage> }[],
): AsyncGenerator<ListedPage> {
  const refused: { id: string; error: ProviderError }[] = [];
  let before = 0;
  for (const { id, read } of listings) {
    let last = 0;
    try {
      for await (const page of read()) {
        last = page.page;
        const only = listings.length === 1 ? page.pages : null;
        yield { drafts: page.drafts, page: before + page.page, pages: only };
      }
    } catch (error) {
      const mayGoOn =
        last === 0 &&
        error instanceof ProviderError &&
        (error.code === 'provider-listing-missing' || error.failure.detail?.['status'] === 403);
      if (!mayGoOn) throw error;
      refused.push({ id, error });
    }
    before += last;
  }
  const [first] = refused;
  if (first !== undefined && refused.length === listings.length) throw first.error;
  for (const { id, error } of refused) context.skipped(id, error);
}
