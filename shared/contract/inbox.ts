import { z } from 'zod';
import { environmentId, keyId, projectId } from '../domain/ids.ts';
import { dateOrigin, instant } from '../domain/instant.ts';
import { procedure } from './procedure.ts';

/** Something that needs a person. Expiries and rotations now; other kinds join this union. */
export const inboxItem = z.strictObject({
  /** Stable for one thing that is due. */
  id: z.string(),
  kind: z.enum(['expired', 'expires', 'rotate']),
  keyId,
  projectId,
  environmentId,
  name: z.string(),
  project: z.string(),
  environment: z.string(),
  provider: z.string().nullable(),
  dueAt: instant,
  origin: dateOrigin,
  /** The one main action. */
  action: z.enum(['replace-value', 'show-key']),
});
export type InboxItem = z.output<typeof inboxItem>;

export const inbox = {
  /** Most urgent first. */
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ items: z.array(inboxItem) }),
    errors: ['vault-locked'],
  }),
};
