import { z } from 'zod';
import { cursor, pagesFrom } from '../../http/pagination.ts';
import { invalidAnswer } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import { type Issuer, type IssuerContext, jsonBody, type KeyAction, markedName } from '../issuer.ts';
import { answerJson } from './answer-json.ts';

/** https://github.com/openai/openai-openapi, the organization's part. Times are in seconds. */
const position = z.object({ last_id: z.string().nullish(), has_more: z.boolean() });
const list = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item), ...position.shape });
const adminKey = z.object({
  id: z.string(),
  name: z.string().nullish(),
  created_at: z.number(),
  expires_at: z.number().nullish(),
  last_used_at: z.number().nullish(),
});
const project = z.object({ id: z.string() });
const projectKey = z.object({
  id: z.string(),
  name: z.string().nullish(),
  last_used_at: z.number().nullish(),
  owner: z.object({ type: z.string(), service_account: z.object({ id: z.string() }).nullish() }).nullish(),
});
const made = z.object({ id: z.string().min(1), value: z.string().min(1), expires_at: z.number().nullish() });
const knownAdmin = z.object({ name: z.string(), seconds: z.int().nullable() });
const knownAccount = z.object({ name: z.string(), project: z.string(), account: z.string() });

const ADMIN = '/organization/admin_api_keys';
const OF_PROJECT = '/organization/projects/{project}/api_keys';
const OF_ACCOUNT = '/organization/projects/{project}/service_accounts/{account}/api_keys';

const deleteAdmin: KeyAction = {
  request: (_, id) => ({ method: 'DELETE', path: `${ADMIN}/{id}`, parameters: { id } }),
  isDone: async (context, id) => !(await adminKeys(context)).some((key) => key.id === id),
};

/** An admin key: made and deleted by the API. */
export const openaiAdmin: Issuer = {
  makes: {
    how: 'beside',
    before: async (context) => {
      const old = (await adminKeys(context)).find(({ id }) => id === context.old.remoteId);
      const seconds = old?.expires_at == null ? null : Math.max(3_600, Math.round(old.expires_at - old.created_at));
      return { name: markedName(old?.name ?? context.old.name, context.marker), seconds };
    },
    request: (_, before) => {
      const { name, seconds } = knownAdmin.parse(before);
      return {
        method: 'POST',
        path: ADMIN,
        body: jsonBody({ name, ...(seconds === null ? {} : { expires_in_seconds: seconds }) }),
      };
    },
    read: readMade,
    lookUp: async (context, before) => {
      const { name } = knownAdmin.parse(before);
      const found = (await adminKeys(context)).find((key) => key.name === name);
      return found === undefined
        ? { what: 'not-taken' }
        : { what: 'taken', remoteId: found.id, ours: true, words: `It made "${name}".` };
    },
    orphan: 'delete',
    discard: deleteAdmin,
  },
  end: { ...deleteAdmin, undo: null },
  remove: null,
  lastUsed: async (context, id) => usedAt((await adminKeys(context)).find((key) => key.id === id)),
};

/** A key of a service account: made by the API, which refuses to delete it. */
export const openaiServiceAccount: Issuer = {
  makes: {
    how: 'beside',
    before: async (context) => {
      const { found, projectId } = await findProjectKey(context, context.old.remoteId);
      const account = found?.owner?.service_account?.id;
      if (projectId === null || account === undefined) {
        throw invalidAnswer(
          'unexpected-shape',
          `${context.client.host} does not list the old key as one of a service account.`,
        );
      }
      return { name: markedName(found?.name ?? context.old.name, context.marker), project: projectId, account };
    },
    request: (_, before) => {
      const { name, ...parameters } = knownAccount.parse(before);
      return { method: 'POST', path: OF_ACCOUNT, parameters, body: jsonBody({ name }) };
    },
    read: readMade,
    lookUp: async (context, before) => {
      const { name, project: projectId } = knownAccount.parse(before);
      const found = (await projectKeys(context, projectId)).find((key) => key.name === name);
      return found === undefined
        ? { what: 'not-taken' }
        : {
            what: 'taken',
            remoteId: found.id,
            ours: true,
            words: `It made "${name}", whose value is lost. The API deletes no keys of service accounts: delete it in the dashboard.`,
          };
    },
    orphan: 'delete',
    discard: null,
  },
  end: null,
  remove: null,
  lastUsed: async (context, id) => usedAt((await findProjectKey(context, id)).found ?? undefined),
};

/** A person's key in a project: only deleted by the API. */
export const openaiProject: Issuer = {
  makes: null,
  end: {
    request: async (context, id) => {
      const { projectId } = await findProjectKey(context, id);
      // One that is gone is answered with 404, which says so.
      return { method: 'DELETE', path: `${OF_PROJECT}/{id}`, parameters: { project: projectId ?? 'unknown', id } };
    },
    isDone: async (context, id) => (await findProjectKey(context, id)).found === null,
    undo: null,
  },
  remove: null,
  lastUsed: async (context, id) => usedAt((await findProjectKey(context, id)).found ?? undefined),
};

function readMade({ client }: IssuerContext, text: string) {
  const answer = readShape(made, answerJson(text, client.host), client.host);
  return {
    value: answer.value,
    identifier: null,
    remoteId: answer.id,
    expires: answer.expires_at == null ? null : { at: answer.expires_at * 1_000, precision: 'instant' as const },
  };
}

function usedAt(key: { last_used_at?: number | null | undefined } | undefined): number | null {
  return key?.last_used_at == null ? null : key.last_used_at * 1_000;
}

async function adminKeys(context: IssuerContext) {
  return read(context, adminKey, ADMIN, {});
}

function projectKeys(context: IssuerContext, projectId: string) {
  return read(context, projectKey, OF_PROJECT, { project: projectId });
}

async function findProjectKey(context: IssuerContext, id: string) {
  for (const { id: projectId } of await read(context, project, '/organization/projects', {})) {
    const found = (await projectKeys(context, projectId)).find((key) => key.id === id);
    if (found !== undefined) return { found, projectId };
  }
  return { found: null, projectId: null };
}

async function read<Item extends z.ZodType>(
  { client }: IssuerContext,
  item: Item,
  path: string,
  parameters: Readonly<Record<string, string>>,
): Promise<z.output<Item>[]> {
  const first = client.address(path, parameters);
  first.searchParams.set('limit', '100');
  const next = cursor('after', (json) => {
    const { has_more: more, last_id: last } = readShape(position, json, client.host);
    return more ? (last ?? null) : null;
  });
  const all: z.output<Item>[] = [];
  for await (const { json } of pagesFrom(client, first, next)) {
    all.push(...(readShape(list(item), json, client.host).data as z.output<Item>[]));
  }
  return all;
}
