import { z } from 'zod';
import { pageNumber } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, readListing, readListings } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/** https://github.com/fastly/go-fastly. Scopes are an array of user tokens and one text of automation tokens. */
const token = z.object({
  id: z.string(),
  user_id: z.string().nullish(),
  creator_id: z.string().nullish(),
  name: z.string().nullish(),
  last_used_at: z.string().nullish(),
  created_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  scopes: z.union([z.array(z.string()), z.string()]).nullish(),
});
const automation = z.object({ data: z.array(token), meta: z.object({ total_pages: z.number() }).nullish() });

export const fastly: Adapter = (context) => {
  const { client, parameters } = context;
  const own = (path: string) => () =>
    readListing(client, {
      first: client.address(path, parameters),
      next: () => null,
      drafts: ({ json }) =>
        readShape(z.array(token), json, client.host).map((item) => draft(context, item, 'user-token')),
    });
  return readListings(context, [
    { id: 'user-tokens', read: own('/tokens') },
    ...((parameters['customer'] ?? '') === ''
      ? []
      : [{ id: 'customer-tokens', read: own('/customer/{customer}/tokens') }]),
    { id: 'automation-tokens', read: () => automationTokens(context) },
  ]);
};

function automationTokens(context: ListContext) {
  const { client } = context;
  const first = client.address('/automation-tokens');
  first.searchParams.set('page', '1');
  first.searchParams.set('per_page', '100');
  const pages = (json: unknown): number => readShape(automation, json, client.host).meta?.total_pages ?? 1;
  return readListing(client, {
    first,
    next: pageNumber('page', 1, ({ json, index }) => index + 1 < pages(json)),
    drafts: ({ json }) =>
      readShape(automation, json, client.host).data.map((item) => draft(context, item, 'automation-token')),
    pages: ({ json }) => pages(json),
  });
}

function draft({ definition }: ListContext, item: z.output<typeof token>, keyKind: string) {
  const scopes =
    typeof item.scopes === 'string' ? item.scopes.split(/\s+/).filter((scope) => scope !== '') : item.scopes;
  return draftOf({
    remoteId: item.id,
    name: item.name ?? '',
    kind: kindOf(definition, keyKind),
    scopes: scopes ?? null,
    created: maybe(item.created_at, isoDate, null),
    createdBy: item.user_id ?? item.creator_id ?? null,
    lastUsed: maybe(item.last_used_at, isoDate, null),
    expires: maybe(item.expires_at, isoDate, null),
  });
}
