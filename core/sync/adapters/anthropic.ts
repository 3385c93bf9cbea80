import { z } from 'zod';
import { cursor } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maskedEnds, maybe, statusOf } from '../draft-fields.ts';

/** https://platform.claude.com/docs/en/api/admin/api_keys/list */
const page = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      status: z.string(),
      partial_key_hint: z.string().nullish(),
      created_at: z.string(),
      expires_at: z.string().nullish(),
      created_by: z.object({ id: z.string() }).nullish(),
      workspace_id: z.string().nullish(),
    }),
  ),
  last_id: z.string().nullish(),
  has_more: z.boolean(),
});

export const anthropic: Adapter = ({ client, definition, parameters }) => {
  const first = client.address('/v1/organizations/api_keys');
  first.searchParams.set('limit', '1000');
  const workspace = parameters['workspace'] ?? '';
  if (workspace !== '') first.searchParams.set('workspace_id', workspace);
  return readListing(client, {
    first,
    next: cursor('after_id', (json) => {
      const { has_more: more, last_id: last } = readShape(page, json, client.host);
      return more ? (last ?? null) : null;
    }),
    drafts: ({ json }) =>
      readShape(page, json, client.host).data.map((item) =>
        draftOf({
          remoteId: item.id,
          name: item.name ?? '',
          ...maskedEnds(item.partial_key_hint),
          kind: kindOf(definition, 'api-key'),
          ...statusOf(definition, item.status),
          created: isoDate(item.created_at),
          createdBy: item.created_by?.id ?? null,
          expires: item.expires_at === undefined ? null : maybe(item.expires_at, isoDate, 'never'),
          environment: item.workspace_id ?? null,
        }),
      ),
  });
};
