import { z } from 'zod';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe } from '../draft-fields.ts';

/** https://github.com/mailgun/mailgun-go. Times come without a zone, so that no instant is certain: they are kept as text. */
const page = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      description: z.string().nullish(),
      role: z.string().nullish(),
      created_at: z.string().nullish(),
      domain_name: z.string().nullish(),
      requestor: z.string().nullish(),
      is_disabled: z.boolean().nullish(),
      expires_at: z.string().nullish(),
    }),
  ),
});

export const mailgun: Adapter = ({ client, definition }) =>
  readListing(client, {
    first: client.address('/v1/keys'),
    next: () => null,
    drafts: ({ json }) =>
      readShape(page, json, client.host).items.map((item) =>
        draftOf({
          remoteId: item.id,
          name: item.description ?? item.id,
          kind: kindOf(definition, 'api-key'),
          ...(item.is_disabled === true ? { status: 'deactivated' as const, statusText: 'disabled' } : {}),
          scopes: item.role == null || item.role === '' ? null : [item.role],
          created: maybe(item.created_at, isoDate, null),
          createdBy: item.requestor ?? null,
          expires: maybe(item.expires_at, isoDate, null),
          environment: item.domain_name ?? null,
        }),
      ),
  });
