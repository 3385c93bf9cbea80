import { z } from 'zod';
import { addressIn } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maskedEnds, maybe } from '../draft-fields.ts';

/** https://github.com/npm/api-documentation, tokens. */
const page = z.object({
  objects: z.array(
    z.object({
      key: z.string(),
      name: z.string().nullish(),
      description: z.string().nullish(),
      token: z.string().nullish(),
      readonly: z.boolean().nullish(),
      expiry: z.string().nullish(),
      revoked: z.string().nullish(),
      created: z.string().nullish(),
      accessed: z.string().nullish(),
      permissions: z.array(z.object({ name: z.string(), action: z.string() })).nullish(),
      scopes: z.array(z.object({ type: z.string(), name: z.string().nullish() })).nullish(),
    }),
  ),
});
const position = z.object({
  total: z.number().nullish(),
  urls: z.object({ next: z.string().nullish() }).nullish(),
});

const PAGE_SIZE = 100;

export const npm: Adapter = ({ client, definition, now }) => {
  const first = client.address('/-/npm/v1/tokens');
  first.searchParams.set('perPage', String(PAGE_SIZE));
  const root = client.address('/').pathname;
  return readListing(client, {
    first,
    next: addressIn(client, (json) => {
      const next = readShape(position, json, client.host).urls?.next;
      // A registry under a path gives addresses from its own root.
      return next?.startsWith('/-/') === true ? root + next.slice(1) : next;
    }),
    drafts: ({ json }) =>
      readShape(page, json, client.host).objects.map((item) => {
        const expires = maybe(item.expiry, isoDate, null);
        const revoked = item.revoked != null && item.revoked !== '';
        const expired = expires !== null && expires.at !== null && expires.at <= now();
        const status = revoked ? 'revoked' : expired ? 'expired' : 'active';
        return draftOf({
          remoteId: item.key,
          name: item.name ?? '',
          ...maskedEnds(item.token),
          kind: kindOf(definition, 'access-token'),
          status,
          statusText: status,
          scopes: scopesOf(item.permissions ?? [], item.scopes ?? [], item.readonly ?? null),
          created: maybe(item.created, isoDate, null),
          lastUsed: item.accessed === undefined ? null : maybe(item.accessed, isoDate, 'never'),
          expires,
          description: item.description ?? null,
        });
      }),
    pages: ({ json }) => {
      const total = readShape(position, json, client.host).total;
      return total == null ? null : Math.max(1, Math.ceil(total / PAGE_SIZE));
    },
  });
};

function scopesOf(
  permissions: readonly { name: string; action: string }[],
  scopes: readonly { type: string; name?: string | null | undefined }[],
  readOnly: boolean | null,
): string[] | null {
  const all = [
    ...permissions.map(({ name, action }) => `${name}:${action}`),
    ...scopes.map(({ type, name }) => (name == null ? type : `${type} ${name}`)),
  ];
  if (all.length > 0) return all;
  return readOnly === true ? ['read-only'] : null;
}
