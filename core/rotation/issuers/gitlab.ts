import { z } from 'zod';
import { linkHeader, pagesFrom } from '../../http/pagination.ts';
import { invalidAnswer } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import { isoDate } from '../../sync/draft-fields.ts';
import { type Issuer, type IssuerContext, jsonBody } from '../issuer.ts';
import { answerJson } from './answer-json.ts';

/** https://docs.gitlab.com/api/personal_access_tokens/, and the same of projects and groups. */
const token = z.object({
  id: z.int(),
  name: z.string(),
  user_id: z.int().nullish(),
  revoked: z.boolean(),
  active: z.boolean(),
  created_at: z.string().nullish(),
  last_used_at: z.string().nullish(),
  expires_at: z.string().nullish(),
});
type Token = z.output<typeof token>;
const made = z.object({ id: z.int(), token: z.string().min(1), expires_at: z.string().nullish() });
const known = z.object({
  name: z.string(),
  userId: z.int().nullable(),
  expiresAt: z.string().nullable(),
  ids: z.array(z.int()),
});

const DAY_MS = 86_400_000;

export const gitlab: Issuer = {
  makes: {
    how: 'replaces',
    before: async (context) => {
      const { client, old, now } = context;
      const all = await list(context);
      const found = all.find(({ id }) => String(id) === old.remoteId);
      if (found === undefined) {
        throw invalidAnswer(
          'unexpected-shape',
          `${client.host} does not list the old token. Sync the connection, and look.`,
        );
      }
      // Rotating a revoked token revokes every active one of its family: it is never asked for.
      if (!found.active || found.revoked) {
        throw invalidAnswer(
          'unexpected-shape',
          `${client.host} says that the old token is not active. It is not rotated, since that would revoke what followed it; make a new one.`,
        );
      }
      return {
        name: found.name,
        userId: found.user_id ?? null,
        expiresAt: sameLifetime(found, now()),
        ids: all.map(({ id }) => id),
      } satisfies z.output<typeof known>;
    },
    request: (context, before) => {
      const { expiresAt } = known.parse(before);
      const { path, parameters } = home(context);
      return {
        method: 'POST',
        path: `${path}/{id}/rotate`,
        parameters: { ...parameters, id: context.old.remoteId },
        body: jsonBody(expiresAt === null ? {} : { expires_at: expiresAt }),
      };
    },
    read: ({ client }, text) => {
      const answer = readShape(made, answerJson(text, client.host), client.host);
      const at = answer.expires_at == null ? null : isoDate(answer.expires_at).at;
      return {
        value: answer.token,
        identifier: null,
        remoteId: String(answer.id),
        expires: at === null ? null : { at, precision: 'day' },
      };
    },
    lookUp: async (context, before) => {
      const { name, userId, ids } = known.parse(before);
      const all = await list(context);
      const old = all.find(({ id }) => String(id) === context.old.remoteId);
      if (old?.active === true) return { what: 'not-taken' };
      const fresh = all.filter(
        (one) => one.active && !ids.includes(one.id) && one.name === name && (one.user_id ?? null) === userId,
      );
      const [only, ...others] = fresh;
      if (only === undefined || others.length > 0) {
        return {
          what: 'unknown',
          words: `The old token is not active any more, and ${only === undefined ? 'no' : 'more than one'} new token of its name is there. Look at GitLab what happened, make a new token, and give its value here.`,
        };
      }
      return {
        what: 'taken',
        remoteId: String(only.id),
        ours: false,
        words: `The old token is revoked, and a new one of the same name (id ${only.id}, ${only.created_at ?? 'at an unknown time'}) is there. Unless somebody else rotated it, that one is ours and its value is lost.`,
      };
    },
    orphan: 'take-its-place',
    discard: null,
  },
  end: null,
  remove: null,
  lastUsed: async (context, remoteId) => {
    const found = (await list(context)).find(({ id }) => String(id) === remoteId);
    if (found === undefined) return null;
    return found.last_used_at == null ? 'never' : isoDate(found.last_used_at).at;
  },
};

async function list(context: IssuerContext): Promise<Token[]> {
  const { client } = context;
  const { path, parameters } = home(context);
  const first = client.address(path, parameters);
  first.searchParams.set('per_page', '100');
  const all: Token[] = [];
  for await (const { json } of pagesFrom(client, first, linkHeader(client))) {
    all.push(...readShape(z.array(token), json, client.host));
  }
  return all;
}

/** The listing wrote "project 17" or "group a/b" beside tokens of those. */
function home({ old }: IssuerContext): { path: string; parameters: Record<string, string> } {
  const [, kind, of] = /^(project|group) (.+)$/s.exec(old.belongsTo ?? '') ?? [];
  if (kind === undefined || of === undefined) return { path: '/personal_access_tokens', parameters: {} };
  return { path: `/${kind}s/{home}/access_tokens`, parameters: { home: of } };
}

/** As many days from now as the old one had; without a date GitLab gives a week where one is needed. */
function sameLifetime({ created_at: created, expires_at: expires }: Token, now: number): string | null {
  const from = created == null ? null : isoDate(created).at;
  const to = expires == null ? null : isoDate(expires).at;
  if (to === null) return null;
  const days = from === null ? 90 : Math.max(1, Math.round((to - from) / DAY_MS));
  return new Date(now + days * DAY_MS).toISOString().slice(0, 10);
}
