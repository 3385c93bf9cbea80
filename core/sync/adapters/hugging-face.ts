import { z } from 'zod';
import { readShape } from '../../http/read-json.ts';
import { type Adapter, readListing } from '../adapter.ts';
import { draftOf, isoDate, kindOf, maybe, ownEnds } from '../draft-fields.ts';

/** https://github.com/huggingface/huggingface.js, whoami-v2: the token in use only. */
const whoami = z.object({
  name: z.string().nullish(),
  auth: z.object({
    accessToken: z
      .object({
        displayName: z.string(),
        role: z.string().nullish(),
        createdAt: z.string().nullish(),
        expiration: z.string().nullish(),
        fineGrained: z
          .object({
            global: z.array(z.string()).nullish(),
            scoped: z
              .array(
                z.object({
                  entity: z.object({ type: z.string().nullish(), name: z.string().nullish() }).nullish(),
                  permissions: z.array(z.string()),
                }),
              )
              .nullish(),
          })
          .nullish(),
      })
      .nullish(),
  }),
});

export const huggingFace: Adapter = ({ client, definition, credential }) =>
  readListing(client, {
    first: client.address('/api/whoami-v2'),
    next: () => null,
    drafts: ({ json }) => {
      const { name, auth } = readShape(whoami, json, client.host);
      const token = auth.accessToken;
      if (token == null) return [];
      const kind = kindOf(definition, 'user-access-token');
      const fine = token.fineGrained;
      const scopes =
        fine == null
          ? token.role == null
            ? null
            : [token.role]
          : [
              ...(fine.global ?? []),
              ...(fine.scoped ?? []).flatMap(({ entity, permissions }) =>
                permissions.map((permission) => `${permission} ${entity?.type ?? ''} ${entity?.name ?? ''}`.trim()),
              ),
            ];
      return [
        draftOf({
          name: token.displayName,
          ...ownEnds(credential['token'] ?? '', kind ?? 'token'),
          kind,
          status: 'active',
          statusText: 'answers',
          scopes,
          created: maybe(token.createdAt, isoDate, null),
          createdBy: name ?? null,
          // Absent does not prove that there is no end.
          expires: maybe(token.expiration, isoDate, null),
        }),
      ];
    },
  });
