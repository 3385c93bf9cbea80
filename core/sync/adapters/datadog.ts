import { z } from 'zod';
import { pageNumber } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, type ListedPage, readListing, readListings } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/** https://github.com/DataDog/datadog-api-client-python, key management (v2). */
const reference = z.object({ data: z.object({ id: z.string() }).nullish() }).nullish();
const page = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({
        name: z.string().nullish(),
        created_at: z.string().nullish(),
        last4: z.string().nullish(),
        // The same fact by two names: of API keys, and of the other kinds.
        date_last_used: z.string().nullish(),
        last_used_at: z.string().nullish(),
        expires_at: z.string().nullish(),
        scopes: z.array(z.string()).nullish(),
      }),
      relationships: z
        .object({ created_by: reference, owned_by: reference, leak_information: reference })
        .partial()
        .nullish(),
    }),
  ),
  meta: z.object({ page: z.object({ total_filtered_count: z.number().nullish() }).nullish() }).nullish(),
});

const PAGE_SIZE = 100;
const KINDS = [
  { id: 'api-keys', path: '/api/v2/api_keys', keyKind: 'api-key' },
  { id: 'application-keys', path: '/api/v2/application_keys', keyKind: 'application-key' },
  { id: 'personal-access-tokens', path: '/api/v2/personal_access_tokens', keyKind: 'personal-access-token' },
] as const;

export const datadog: Adapter = (context) =>
  readListings(
    context,
    KINDS.map((kind) => ({ id: kind.id, read: () => listing(context, kind) })),
  );

function listing({ client, definition }: ListContext, { path, keyKind }: (typeof KINDS)[number]) {
  const first = client.address(path);
  first.searchParams.set('page[size]', String(PAGE_SIZE));
  first.searchParams.set('page[number]', '0');
  const expires = keyKind === 'personal-access-token';
  return readListing(client, {
    first,
    next: pageNumber('page[number]', 0, ({ json, index }) => {
      const { data, meta } = readShape(page, json, client.host);
      const total = meta?.page?.total_filtered_count ?? null;
      return data.length > 0 && (total === null ? data.length === PAGE_SIZE : (index + 1) * PAGE_SIZE < total);
    }),
    drafts: ({ json }) =>
      readShape(page, json, client.host).data.map(({ id, attributes, relationships }) =>
        draftOf({
          remoteId: id,
          name: attributes.name ?? '',
          suffix: attributes.last4?.slice(-4) ?? '',
          kind: kindOf(definition, keyKind),
          scopes: attributes.scopes ?? null,
          created: maybe(attributes.created_at, isoDate, null),
          createdBy: relationships?.created_by?.data?.id ?? relationships?.owned_by?.data?.id ?? null,
          lastUsed: maybe(attributes.date_last_used ?? attributes.last_used_at, isoDate, null),
          expires: expires ? maybe(attributes.expires_at, isoDate, null) : 'never',
          description: relationships?.leak_information?.data == null ? null : 'Datadog found this key leaked.',
        }),
      ),
    pages: ({ json }) => {
      const total = readShape(page, json, client.host).meta?.page?.total_filtered_count ?? null;
      return total === null ? null : Math.max(1, Math.ceil(total / PAGE_SIZE));
    },
  }) satisfies AsyncGenerator<ListedPage>;
}
