import { z } from 'zod';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/**
 * https://supabase.com/docs/guides/platform/management-api. `reveal` is never sent; `api_key`, which holds the value of legacy
 * and publishable keys all the same, is not among the fields that are read.
 */
const keys = z.array(
  z.object({
    id: z.string().nullish(),
    type: z.string().nullish(),
    name: z.string(),
    prefix: z.string().nullish(),
    description: z.string().nullish(),
    inserted_at: z.string().nullish(),
    secret_jwt_template: z.object({ role: z.string().nullish() }).nullish(),
  }),
);

const KEY_KINDS: Readonly<Record<string, string>> = {
  secret: 'project-secret-key',
  publishable: 'project-publishable-key',
};
const LONGEST_PREFIX = 12;

export const supabase: Adapter = ({ client, definition, parameters }) =>
  readListing(client, {
    first: client.address('/v1/projects/{ref}/api-keys', parameters),
    next: () => null,
    drafts: ({ json }) =>
      readShape(keys, json, client.host).map((item) => {
        const kindId = KEY_KINDS[item.type ?? ''];
        const role = item.secret_jwt_template?.role ?? null;
        return draftOf({
          remoteId: item.id ?? null,
          name: item.name,
          prefix: startOf(item.type ?? '', item.prefix ?? ''),
          kind: kindId === undefined ? null : kindOf(definition, kindId),
          scopes: role === null ? null : [role],
          created: maybe(item.inserted_at, isoDate, null),
          description: item.description ?? (item.type === 'legacy' ? 'A legacy key (a JSON Web Token).' : null),
        });
      }),
  });

/** The listing's `prefix` leaves out what every key of the type starts with. */
function startOf(type: string, prefix: string): string {
  const shown = prefix.slice(0, LONGEST_PREFIX);
  const start = type === 'secret' ? 'sb_secret_' : type === 'publishable' ? 'sb_publishable_' : '';
  return shown === '' || shown.startsWith(start) ? shown : start + shown;
}
