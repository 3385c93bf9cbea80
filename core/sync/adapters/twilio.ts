import { z } from 'zod';
import { addressIn } from '../../http/pagination.ts';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, kindOf, maybe, rfc2822Date } from '../draft-fields.ts';

/** https://github.com/twilio/twilio-oai, twilio_iam_v1. The SID is an id, not the secret. */
const page = z.object({
  keys: z.array(
    z.object({
      sid: z.string(),
      friendly_name: z.string().nullish(),
      date_created: z.string().nullish(),
      flags: z.array(z.string()).nullish(),
    }),
  ),
  meta: z.object({ next_page_url: z.string().nullish() }),
});

export const twilio: Adapter = ({ client, definition, parameters, credential }) => {
  const first = client.address('/v1/Keys');
  first.searchParams.set('AccountSid', parameters['account'] ?? credential['accountSid'] ?? '');
  first.searchParams.set('PageSize', '1000');
  return readListing(client, {
    first,
    next: addressIn(client, (json) => readShape(page, json, client.host).meta.next_page_url),
    drafts: ({ json }) =>
      readShape(page, json, client.host).keys.map((item) =>
        draftOf({
          remoteId: item.sid,
          name: item.friendly_name ?? '',
          kind: kindOf(definition, 'api-key-secret'),
          scopes: item.flags ?? null,
          created: maybe(item.date_created, rfc2822Date, null),
        }),
      ),
  });
};
