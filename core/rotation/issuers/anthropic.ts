import { z } from 'zod';
import { readShape } from '../../http/read-json.ts';
import { type Issuer, type IssuerContext, jsonBody, type KeyAction } from '../issuer.ts';

/** https://platform.claude.com/docs/en/api/admin/api_keys. Keys are made in the console only. */
const PATH = '/v1/organizations/api_keys/{id}';
const shown = z.object({ status: z.string() });

type Status = 'active' | 'inactive' | 'archived';

function setting(status: Status): KeyAction {
  return {
    request: (_, id) => ({ method: 'POST', path: PATH, parameters: { id }, body: jsonBody({ status }) }),
    isDone: async (context, id) => {
      const now = await statusOf(context, id);
      return status === 'active' ? now === 'active' : now !== 'active' && (status !== 'archived' || now === status);
    },
  };
}

export const anthropic: Issuer = {
  makes: null,
  end: { ...setting('inactive'), undo: setting('active') },
  remove: setting('archived'),
  lastUsed: null,
};

async function statusOf({ client }: IssuerContext, id: string): Promise<string> {
  const { json } = await client.json(client.address(PATH, { id }));
  return readShape(shown, json, client.host).status;
}
