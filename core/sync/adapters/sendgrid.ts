import { z } from 'zod';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, type ListContext, readListing } from '../adapter.ts';
import { draftOf, kindOf } from '../draft-fields.ts';
import { inTurns } from '../in-turns.ts';

/** https://github.com/sendgrid/sendgrid-oai; one key is given in an array of one, or alone. */
const listed = z.object({ result: z.array(z.object({ api_key_id: z.string(), name: z.string() })) });
const scoped = z.object({ scopes: z.array(z.string()).nullish() });
const one = z.union([z.object({ result: z.union([z.array(scoped), scoped]) }), scoped]);

export const sendgrid: Adapter = (context) => {
  const { client } = context;
  return readListing(client, {
    first: client.address('/api_keys'),
    next: () => null,
    ask: subuser(context),
    drafts: ({ json }) =>
      inTurns(readShape(listed, json, client.host).result, client.gate.concurrent, (item) => draft(context, item)),
  });
};

/** The list has ids and names only: the scopes are asked for key by key. */
async function draft(
  context: ListContext,
  { api_key_id: id, name }: { api_key_id: string; name: string },
): Promise<RemoteKeyDraft> {
  const { client, definition } = context;
  const { json } = await client.json(client.address('/api_keys/{id}', { id }), subuser(context));
  const answer = readShape(one, json, client.host);
  const inner = 'result' in answer ? answer.result : answer;
  const scopes = (Array.isArray(inner) ? inner[0] : inner)?.scopes ?? null;
  return draftOf({ remoteId: id, name, kind: kindOf(definition, 'api-key'), scopes });
}

function subuser({ parameters }: ListContext): { headers?: Record<string, string> } {
  const name = parameters['subuser'] ?? '';
  return name === '' ? {} : { headers: { 'on-behalf-of': name } };
}
