import { z } from 'zod';
import { invalidAnswer } from '../../http/provider-error.ts';
import { readShape } from '../../http/read-json.ts';
import type { Issuer, IssuerContext } from '../issuer.ts';
import { answerJson } from './answer-json.ts';

/** https://developers.cloudflare.com/fundamentals/api/how-to/roll-token/ */
const shown = z.object({ success: z.boolean(), result: z.object({ id: z.string(), status: z.string() }).nullish() });
/** The new value is a bare text. */
const rolled = z.object({ success: z.boolean(), result: z.string().nullish() });

export const cloudflare: Issuer = {
  makes: {
    how: 'replaces',
    before: async (context) => {
      const { client, old } = context;
      const { json } = await client.json(
        client.address(`${home(context)}/{id}`, { ...context.parameters, id: old.remoteId }),
      );
      const answer = readShape(shown, json, client.host);
      if (!answer.success || answer.result == null) throw notSuccess(client.host);
      return {};
    },
    request: (context) => ({
      method: 'PUT',
      path: `${home(context)}/{id}/value`,
      parameters: { ...context.parameters, id: context.old.remoteId },
      body: { contentType: 'application/json', text: '{}' },
    }),
    read: ({ client, old }, text) => {
      const answer = readShape(rolled, answerJson(text, client.host), client.host);
      if (!answer.success || answer.result == null || answer.result === '') throw notSuccess(client.host);
      return { value: answer.result, identifier: null, remoteId: old.remoteId, expires: null };
    },
    // Id, name and permissions stay whatever happened: a second roll ends with one value, which we then have.
    lookUp: async (context) => {
      const { client, old } = context;
      await client.json(client.address(`${home(context)}/{id}`, { ...context.parameters, id: old.remoteId }));
      return {
        what: 'ask-again',
        words: 'It is not known whether the value was replaced already. Replacing it again ends either value.',
      };
    },
    orphan: 'take-its-place',
    discard: null,
  },
  end: null,
  remove: null,
  lastUsed: null,
};

/** Tokens of an account and of a user are listed apart. */
function home({ old, parameters }: IssuerContext): string {
  const ofAccount = (parameters['account'] ?? '') !== '' && old.belongsTo !== null;
  return ofAccount ? '/accounts/{account}/tokens' : '/user/tokens';
}

function notSuccess(host: string) {
  return invalidAnswer('unexpected-shape', `${host} says that it did not succeed.`);
}
