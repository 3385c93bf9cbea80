import { z } from 'zod';
import { addressIn } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/** https://github.com/digitalocean/openapi, Spaces keys: personal access tokens are not listed by any request. */
const page = z.object({
  keys: z.array(
    z.object({
      name: z.string(),
      access_key: z.string(),
      grants: z.array(z.object({ bucket: z.string().nullish(), permission: z.string() })).nullish(),
      created_at: z.string().nullish(),
    }),
  ),
  links: z.object({ pages: z.object({ next: z.string().nullish() }).nullish() }).nullish(),
  meta: z.object({ total: z.number().nullish() }).nullish(),
});

const PAGE_SIZE = 200;

export const digitalOcean: Adapter = ({ client, definition }) => {
  const first = client.address('/v2/spaces/keys');
  first.searchParams.set('per_page', String(PAGE_SIZE));
  return readListing(client, {
    first,
    next: addressIn(client, (json) => readShape(page, json, client.host).links?.pages?.next),
    drafts: ({ json }) =>
      readShape(page, json, client.host).keys.map((item) =>
        draftOf({
          // The access key is the id part and no secret.
          remoteId: item.access_key,
          name: item.name,
          kind: kindOf(definition, 'spaces-key'),
          scopes: item.grants?.map(({ bucket, permission }) => `${bucket ?? ''} ${permission}`.trim()) ?? null,
          created: maybe(item.created_at, isoDate, null),
        }),
      ),
    pages: ({ json }) => {
      const total = readShape(page, json, client.host).meta?.total;
      return total == null ? null : Math.max(1, Math.ceil(total / PAGE_SIZE));
    },
  });
};
