import { z } from 'zod';
import { linkHeader } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, readListing, readListings } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/** https://docs.gitlab.com/api/personal_access_tokens/, and the same of projects and groups. */
const token = z.object({
  id: z.int(),
  name: z.string(),
  description: z.string().nullish(),
  revoked: z.boolean(),
  active: z.boolean(),
  created_at: z.string().nullish(),
  last_used_at: z.string().nullish(),
  expires_at: z.string().nullish(),
  scopes: z.array(z.string()).nullish(),
});

const HOMES = [
  { id: 'personal-tokens', path: '/personal_access_tokens', parameter: null },
  { id: 'project-tokens', path: '/projects/{project}/access_tokens', parameter: 'project' },
  { id: 'group-tokens', path: '/groups/{group}/access_tokens', parameter: 'group' },
] as const;

export const gitlab: Adapter = (context) => {
  const { client, parameters } = context;
  const wanted = HOMES.filter(({ parameter }) => parameter === null || (parameters[parameter] ?? '') !== '');
  return readListings(
    context,
    wanted.map(({ id, path, parameter }) => ({
      id,
      read: () => {
        const first = client.address(path, parameters);
        first.searchParams.set('per_page', '100');
        return readListing(client, {
          first,
          next: linkHeader(client),
          drafts: ({ json }) =>
            readShape(z.array(token), json, client.host).map((item) => draft(context, item, parameter)),
          pages: ({ headers }) => Number(headers.get('x-total-pages') ?? '') || null,
        });
      },
    })),
  );
};

function draft({ definition, parameters }: ListContext, item: z.output<typeof token>, parameter: string | null) {
  // Documented: a token that is not active was revoked or has expired.
  const status = item.revoked ? 'revoked' : item.active ? 'active' : 'expired';
  return draftOf({
    remoteId: String(item.id),
    name: item.name,
    kind: kindOf(definition, 'personal-project-group-access-token'),
    status,
    statusText: status,
    scopes: item.scopes ?? null,
    created: maybe(item.created_at, isoDate, null),
    lastUsed: maybe(item.last_used_at, isoDate, 'never'),
    expires: maybe(item.expires_at, isoDate, 'never'),
    description: item.description ?? null,
    environment: parameter === null ? null : `${parameter} ${parameters[parameter] ?? ''}`,
  });
}
