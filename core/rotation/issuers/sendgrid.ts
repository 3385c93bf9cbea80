import { z } from 'zod';
import { ProviderError } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import { type Issuer, type IssuerContext, jsonBody, type KeyAction, markedName } from '../issuer.ts';
import { answerJson } from './answer-json.ts';

/** https://github.com/sendgrid/sendgrid-oai, paths /api_keys. */
const listed = z.object({ result: z.array(z.object({ api_key_id: z.string(), name: z.string() })) });
const scoped = z.object({ name: z.string().nullish(), scopes: z.array(z.string()).nullish() });
const one = z.union([z.object({ result: z.union([z.array(scoped), scoped]) }), scoped]);
const made = z.object({ api_key: z.string().min(1), api_key_id: z.string().min(1) });
const known = z.object({ name: z.string(), scopes: z.array(z.string()) });

const deletion: KeyAction = {
  request: (context, id) => ({ method: 'DELETE', path: '/api_keys/{id}', parameters: { id }, ...subuser(context) }),
  isDone: async (context, id) => !(await list(context)).some((key) => key.api_key_id === id),
};

export const sendgrid: Issuer = {
  makes: {
    how: 'beside',
    before: async (context) => {
      const { client, old, marker } = context;
      const path = client.address('/api_keys/{id}', { id: old.remoteId });
      const { json } = await client.json(path, subuser(context));
      const answer = readShape(one, json, client.host);
      const inner = 'result' in answer ? answer.result : answer;
      const { name, scopes } = (Array.isArray(inner) ? inner[0] : inner) ?? {};
      // Left out, the new key could do everything.
      if (scopes == null) {
        throw new ProviderError('provider-answer-invalid', `${client.host} does not say what the old key may do.`);
      }
      return { name: markedName(name ?? old.name, marker), scopes };
    },
    request: (context, before) => ({
      method: 'POST',
      path: '/api_keys',
      body: jsonBody(known.parse(before)),
      ...subuser(context),
    }),
    read: ({ client }, text) => {
      const answer = readShape(made, answerJson(text, client.host), client.host);
      return { value: answer.api_key, identifier: null, remoteId: answer.api_key_id, expires: null };
    },
    lookUp: async (context, before) => {
      const { name } = known.parse(before);
      const found = (await list(context)).find((key) => key.name === name);
      return found === undefined
        ? { what: 'not-taken' }
        : { what: 'taken', remoteId: found.api_key_id, ours: true, words: `It made "${name}".` };
    },
    orphan: 'delete',
    discard: deletion,
  },
  end: { ...deletion, undo: null },
  remove: null,
  lastUsed: null,
};

async function list(context: IssuerContext) {
  const { client } = context;
  const { json } = await client.json(client.address('/api_keys'), subuser(context));
  return readShape(listed, json, client.host).result;
}

function subuser({ parameters }: IssuerContext): { headers?: Record<string, string> } {
  const name = parameters['subuser'] ?? '';
  return name === '' ? {} : { headers: { 'on-behalf-of': name } };
}
