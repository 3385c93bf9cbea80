import { z } from 'zod';
import { pageNumber } from '../../http/pagination.ts';
import { invalidAnswer } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, type ListedPage, readListing, readListings } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe, statusOf } from '../draft-fields.ts';

/** https://github.com/cloudflare/cloudflare-typescript, user and account tokens. */
const envelope = z.object({ success: z.boolean() });
const page = z.object({
  result: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      status: z.string().nullish(),
      issued_on: z.string().nullish(),
      expires_on: z.string().nullish(),
      last_used_on: z.string().nullish(),
      policies: z
        .array(
          z.object({
            effect: z.string(),
            permission_groups: z.array(z.object({ name: z.string().nullish(), id: z.string() })).nullish(),
          }),
        )
        .nullish(),
    }),
  ),
  result_info: z.object({ total_count: z.number().nullish(), per_page: z.number().nullish() }).nullish(),
});

export const cloudflare: Adapter = (context) => {
  const { parameters, credential } = context;
  const account = (parameters['account'] ?? '') !== '';
  // A token of an account has no user whose tokens it could list.
  const ofUser = !account || !(credential['token'] ?? '').startsWith('cfat_');
  return readListings(context, [
    ...(ofUser ? [{ id: 'user-tokens', read: () => tokens(context, '/user/tokens', 'user-api-token', null) }] : []),
    ...(account
      ? [
          {
            id: 'account-tokens',
            read: () =>
              tokens(
                context,
                '/accounts/{account}/tokens',
                'account-api-token',
                `account ${parameters['account'] ?? ''}`,
              ),
          },
        ]
      : []),
  ]);
};

function tokens(
  { client, definition, parameters }: ListContext,
  path: string,
  keyKind: string,
  environment: string | null,
): AsyncGenerator<ListedPage> {
  const first = client.address(path, parameters);
  first.searchParams.set('page', '1');
  // Recently expired ones are worth knowing about: their keys may still be here.
  first.searchParams.set('include_expired', 'true');
  return readListing(client, {
    first,
    // Documented: it ends with an empty page.
    next: pageNumber('page', 1, ({ json }) => {
      const { result, result_info: info } = readShape(page, json, client.host);
      return result.length > 0 && (info?.per_page == null || result.length >= info.per_page);
    }),
    drafts: ({ json }) => {
      // A failure can come as a success of HTTP's.
      if (!readShape(envelope, json, client.host).success) {
        throw invalidAnswer('unexpected-shape', `${client.host} says that it did not succeed.`);
      }
      return readShape(page, json, client.host).result.map((item) =>
        draftOf({
          remoteId: item.id,
          name: item.name ?? '',
          kind: kindOf(definition, keyKind),
          ...statusOf(definition, item.status ?? ''),
          scopes:
            item.policies?.flatMap(({ effect, permission_groups: groups }) =>
              (groups ?? []).map(({ name, id }) => `${effect === 'deny' ? 'deny ' : ''}${name ?? id}`),
            ) ?? null,
          created: maybe(item.issued_on, isoDate, null),
          // Absent: never, or it is not known.
          lastUsed: maybe(item.last_used_on, isoDate, null),
          expires: maybe(item.expires_on, isoDate, 'never'),
          environment,
        }),
      );
    },
    pages: ({ json }) => {
      const info = readShape(page, json, client.host).result_info;
      return info?.total_count == null || !info.per_page ? null : Math.ceil(info.total_count / info.per_page);
    },
  });
}
