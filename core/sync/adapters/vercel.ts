import { z } from 'zod';
import { pagesFrom } from '../../http/pagination.ts';
import { invalidAnswer, ProviderError } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import type { Adapter, ListContext, ListedPage } from '../adapter.ts';
import { draftOf, kindOf, maybe, unixMilliseconds } from '../draft-fields.ts';

/** https://github.com/vercel/sdk, authentication tokens (v6). Times are in milliseconds. */
const page = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      prefix: z.string().nullish(),
      suffix: z.string().nullish(),
      scopes: z.array(z.object({ type: z.string(), teamId: z.string().nullish() })).nullish(),
      createdAt: z.number().nullish(),
      activeAt: z.number().nullish(),
      expiresAt: z.number().nullish(),
      revokedAt: z.number().nullish(),
      leakedAt: z.number().nullish(),
    }),
  ),
  pagination: z.object({ next: z.number().nullish() }).nullish(),
});

export const vercel: Adapter = (context) => listing(context);

/**
 * The body has cursors, but the documents do not say how they are sent back. They are sent as `until`; where the answer to
 * that is the page before, the rest cannot be read, and the listing is noted as incomplete.
 */
async function* listing({ client, definition, now, skipped }: ListContext): AsyncGenerator<ListedPage> {
  const seen = new Set<string>();
  const pages = pagesFrom(client, client.address('/v6/user/tokens'), ({ json, url }) => {
    const next = readShape(page, json, client.host).pagination?.next ?? null;
    if (next === null) return null;
    const address = new URL(url);
    address.searchParams.set('until', String(next));
    return address;
  });
  for await (const { json, index } of pages) {
    const { tokens } = readShape(page, json, client.host);
    const fresh = tokens.filter(({ id }) => !seen.has(id));
    if (index > 0 && tokens.length > 0 && fresh.length === 0) {
      if (index > 1) {
        throw invalidAnswer('repeated-page', `The list of ${client.host} shows the same tokens again and again.`);
      }
      skipped(
        'tokens',
        new ProviderError('provider-answer-invalid', `${client.host} gives the first page only.`, {
          reason: 'repeated-page',
        }),
      );
      return;
    }
    for (const { id } of fresh) seen.add(id);
    yield { drafts: fresh.map((item) => draft(definition, item, now())), page: index + 1, pages: null };
  }
}

function draft(
  definition: ListContext['definition'],
  item: z.output<typeof page>['tokens'][number],
  now: number,
): ReturnType<typeof draftOf> {
  const expired = item.expiresAt != null && item.expiresAt <= now;
  const status = item.revokedAt != null ? 'revoked' : expired ? 'expired' : 'active';
  return draftOf({
    remoteId: item.id,
    name: item.name ?? '',
    prefix: item.prefix?.slice(0, 12) ?? '',
    suffix: item.suffix?.slice(-8) ?? '',
    kind: kindOf(definition, 'personal-access-token'),
    status,
    statusText: status,
    scopes: item.scopes?.map(({ type, teamId }) => (teamId == null ? type : `${type} ${teamId}`)) ?? null,
    created: maybe(item.createdAt, unixMilliseconds, null),
    lastUsed: maybe(item.activeAt, unixMilliseconds, null),
    expires: maybe(item.expiresAt, unixMilliseconds, 'never'),
    description: item.leakedAt == null ? null : 'Vercel found this token leaked.',
  });
}
