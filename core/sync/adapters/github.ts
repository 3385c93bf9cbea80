import { z } from 'zod';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { linkHeader, type Page } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, type ListedPage, readListing, readListings } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe, ownEnds } from '../draft-fields.ts';

/** https://github.com/github/rest-api-description. The public half of SSH keys is not read. */
const user = z.object({ login: z.string() });
const deployKeys = z.array(
  z.object({
    id: z.int(),
    title: z.string(),
    created_at: z.string().nullish(),
    read_only: z.boolean().nullish(),
    added_by: z.string().nullish(),
    last_used: z.string().nullish(),
    enabled: z.boolean().nullish(),
  }),
);
const grants = z.array(
  z.object({
    token_id: z.int(),
    token_name: z.string(),
    owner: z.object({ login: z.string() }).nullish(),
    permissions: z.record(z.string(), z.record(z.string(), z.string())).nullish(),
    token_expired: z.boolean(),
    token_expires_at: z.string().nullish(),
    token_last_used_at: z.string().nullish(),
  }),
);

const KIND_BY_START = [
  ['ghp_', 'personal-access-token-classic'],
  ['github_pat_', 'fine-grained-personal-access-token'],
  ['gho_', 'oauth-app-token'],
  ['ghu_', 'app-user-to-server-token'],
] as const;

export const github: Adapter = (context) => {
  const { parameters } = context;
  const has = (name: string): boolean => (parameters[name] ?? '') !== '';
  return readListings(context, [
    { id: 'token-in-use', read: () => tokenInUse(context) },
    ...(has('owner') && has('repo')
      ? [
          {
            id: 'deploy-keys',
            read: () =>
              linked(context, '/repos/{owner}/{repo}/keys', ({ json }) =>
                sshKeys(context, json, `${parameters['owner'] ?? ''}/${parameters['repo'] ?? ''}`, 'deploy-key'),
              ),
          },
        ]
      : []),
    {
      id: 'ssh-keys',
      read: () => linked(context, '/user/keys', ({ json }) => sshKeys(context, json, null, 'ssh-key')),
    },
    ...(has('org')
      ? [
          {
            id: 'organisation-tokens',
            read: () => linked(context, '/orgs/{org}/personal-access-tokens', (page) => grantDrafts(context, page)),
          },
        ]
      : []),
  ]);
};

/** A token's own end is in a header of any answer, and nowhere else. */
function tokenInUse({ client, definition, credential }: ListContext): AsyncGenerator<ListedPage> {
  return readListing(client, {
    first: client.address('/user'),
    next: () => null,
    drafts: ({ json, headers }) => {
      const { login } = readShape(user, json, client.host);
      const token = credential['token'] ?? '';
      const kindId = KIND_BY_START.find(([start]) => token.startsWith(start))?.[1];
      const kind = kindId === undefined ? null : kindOf(definition, kindId);
      const scopes = headers.get('x-oauth-scopes') ?? '';
      return [
        draftOf({
          name: `The token of this connection (${login})`,
          ...ownEnds(token, kind ?? 'token'),
          kind,
          status: 'active',
          statusText: 'answers',
          scopes: scopes.trim() === '' ? null : scopes.split(',').map((scope) => scope.trim()),
          createdBy: login,
          // Without it there is no end, or it is no personal access token.
          expires: maybe(
            headers.get('github-authentication-token-expiration'),
            (text) => ({ ...isoDate(text), header: true as const }),
            null,
          ),
        }),
      ];
    },
  });
}

function linked(
  { client, parameters }: ListContext,
  path: string,
  drafts: (page: Page) => readonly RemoteKeyDraft[],
): AsyncGenerator<ListedPage> {
  const first = client.address(path, parameters);
  first.searchParams.set('per_page', '100');
  return readListing(client, { first, next: linkHeader(client), drafts });
}

function sshKeys({ client }: ListContext, json: unknown, environment: string | null, id: string): RemoteKeyDraft[] {
  return readShape(deployKeys, json, client.host).map((item) =>
    draftOf({
      remoteId: `${id} ${item.id}`,
      name: item.title,
      kind: 'key-pair',
      ...(item.enabled == null
        ? {}
        : item.enabled
          ? { status: 'active' as const, statusText: 'enabled' }
          : { status: 'deactivated' as const, statusText: 'not enabled' }),
      scopes: item.read_only == null ? null : [item.read_only ? 'read' : 'read and write'],
      created: maybe(item.created_at, isoDate, null),
      createdBy: item.added_by ?? null,
      lastUsed: item.last_used === undefined ? null : maybe(item.last_used, isoDate, 'never'),
      environment,
    }),
  );
}

function grantDrafts({ client, definition, parameters }: ListContext, { json }: Page): RemoteKeyDraft[] {
  return readShape(grants, json, client.host).map((item) =>
    draftOf({
      remoteId: `token ${item.token_id}`,
      name: item.token_name,
      kind: kindOf(definition, 'fine-grained-personal-access-token'),
      status: item.token_expired ? 'expired' : 'active',
      statusText: item.token_expired ? 'expired' : 'active',
      scopes: Object.values(item.permissions ?? {}).flatMap((group) =>
        Object.entries(group).map(([name, level]) => `${name}:${level}`),
      ),
      createdBy: item.owner?.login ?? null,
      lastUsed: item.token_last_used_at === undefined ? null : maybe(item.token_last_used_at, isoDate, 'never'),
      expires: item.token_expires_at === undefined ? null : maybe(item.token_expires_at, isoDate, 'never'),
      environment: parameters['org'] ?? null,
    }),
  );
}
