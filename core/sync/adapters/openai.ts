import { z } from 'zod';
import { cursor, pagesFrom } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, type ListedPage, readListing, readListings } from '../adapter.ts';
import { draftOf, kindOf, maskedEnds, maybe, unixSeconds } from '../draft-fields.ts';

/** https://github.com/openai/openai-openapi, the organization's part. Times are in seconds. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), last_id: z.string().nullish(), has_more: z.boolean() });
const named = z.object({ name: z.string().nullish(), email: z.string().nullish() });
const project = z.object({ id: z.string(), name: z.string().nullish() });
const projectKey = z.object({
  id: z.string(),
  name: z.string().nullish(),
  redacted_value: z.string(),
  created_at: z.number(),
  last_used_at: z.number().nullish(),
  owner_project_access: z.string().nullish(),
  owner: z.object({ type: z.string(), user: named.nullish(), service_account: named.nullish() }).nullish(),
});
const adminKey = z.object({
  id: z.string(),
  name: z.string().nullish(),
  redacted_value: z.string(),
  created_at: z.number(),
  expires_at: z.number().nullable(),
  last_used_at: z.number().nullish(),
  owner: named.nullish(),
});
const position = z.object({ last_id: z.string().nullish(), has_more: z.boolean() });

export const openai: Adapter = (context) =>
  readListings(context, [
    { id: 'project-keys', read: () => projectKeys(context) },
    { id: 'admin-keys', read: () => adminKeys(context) },
  ]);

async function* projectKeys(context: ListContext): AsyncGenerator<ListedPage> {
  const { client, definition } = context;
  let page = 0;
  for await (const projects of pagesFrom(client, start(context, '/organization/projects'), after(context))) {
    for (const { id, name } of readShape(list(project), projects.json, client.host).data) {
      const listing = readListing(client, {
        first: start(context, '/organization/projects/{project}/api_keys', { project: id }),
        next: after(context),
        drafts: ({ json }) =>
          readShape(list(projectKey), json, client.host).data.map((item) => {
            const owner = item.owner?.user ?? item.owner?.service_account ?? null;
            return draftOf({
              remoteId: item.id,
              name: item.name ?? '',
              ...maskedEnds(item.redacted_value),
              kind: kindOf(definition, 'project-key'),
              created: unixSeconds(item.created_at),
              createdBy: owner?.name ?? owner?.email ?? null,
              lastUsed: maybe(item.last_used_at, unixSeconds, null),
              description:
                item.owner_project_access === 'inactive' ? 'Its owner cannot reach the project any more.' : null,
              environment: name ?? id,
            });
          }),
      });
      for await (const { drafts } of listing) {
        page += 1;
        yield { drafts, page, pages: null };
      }
    }
  }
}

function adminKeys(context: ListContext): AsyncGenerator<ListedPage> {
  const { client, definition } = context;
  return readListing(client, {
    first: start(context, '/organization/admin_api_keys'),
    next: after(context),
    drafts: ({ json }) =>
      readShape(list(adminKey), json, client.host).data.map((item) =>
        draftOf({
          remoteId: item.id,
          name: item.name ?? '',
          ...maskedEnds(item.redacted_value),
          kind: kindOf(definition, 'admin-key'),
          created: unixSeconds(item.created_at),
          createdBy: item.owner?.name ?? null,
          lastUsed: maybe(item.last_used_at, unixSeconds, null),
          expires: maybe(item.expires_at, unixSeconds, 'never'),
        }),
      ),
  });
}

function start({ client }: ListContext, path: string, parameters: Readonly<Record<string, string>> = {}): URL {
  const url = client.address(path, parameters);
  url.searchParams.set('limit', '100');
  return url;
}

function after({ client }: ListContext) {
  return cursor('after', (json) => {
    const { last_id: last, has_more: more } = readShape(position, json, client.host);
    return more ? (last ?? null) : null;
  });
}
