import { z } from 'zod';
import { ciTargetId, copyId, keyId, placementId } from '../domain/ids.ts';
import { procedure } from './procedure.ts';

/**
 * Placing a key by hand on a target's settings page, without an access token: the page is opened, the secret's name goes to
 * the clipboard, then its value, the clipboard is cleared, and the placement is recorded. Values never enter a reply.
 */
export const copyAssistant = {
  /** Checks the target's rules and the guard, and changes nothing yet. */
  begin: procedure({
    request: z.strictObject({
      keyId,
      targetId: ciTargetId,
      /** Absent: the name under which the key is there already, else the key's own. */
      secretName: z.string().min(1).max(500).optional(),
    }),
    response: z.strictObject({
      copyId,
      secretName: z.string(),
      page: z.strictObject({ url: z.string(), path: z.array(z.string()) }),
      /** What has to be said yes to before it goes on. */
      warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
      notes: z.array(z.string()),
      /** A rule of the target that the name or the value breaks; it cannot go on then. */
      problem: z
        .strictObject({
          code: z.string(),
          about: z.enum(['name', 'value']),
          message: z.string(),
          mend: z.string(),
          suggestedName: z.string().nullable(),
        })
        .nullable(),
    }),
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'ci-target-not-found', 'value-invalid'],
  }),
  /** Opens the settings page, and puts the secret's name on the clipboard. */
  copyName: procedure({
    request: z.strictObject({ copyId, openPage: z.boolean() }),
    response: z.strictObject({
      /** False where no browser could be opened: the person opens the address. */
      opened: z.boolean(),
    }),
    errors: ['vault-locked', 'copy-not-found', 'ci-target-not-found', 'clipboard-unavailable', 'conflict'],
  }),
  /**
   * Puts the value on the clipboard, which is cleared after the settings' time or by `finish` or `cancel`. What was warned
   * of needs `agreed`; `confirmation-needed` names an `environment` where it is the protected one that wants a yes.
   * `conflict`: what was checked at the beginning does not hold any more; it has to begin again.
   */
  copyValue: procedure({
    request: z.strictObject({ copyId, agreed: z.boolean() }),
    response: z.strictObject({ clearAfterMs: z.int().positive() }),
    errors: [
      'vault-locked',
      'copy-not-found',
      'key-not-found',
      'version-not-found',
      'ci-target-not-found',
      'confirmation-needed',
      'clipboard-unavailable',
      'conflict',
    ],
  }),
  /** Clears the clipboard and records the placement, with the version that was copied. `conflict`: none was. */
  finish: procedure({
    request: z.strictObject({ copyId }),
    response: z.strictObject({ placementId }),
    errors: ['vault-locked', 'copy-not-found', 'key-not-found', 'version-not-found', 'ci-target-not-found', 'conflict'],
  }),
  /** Clears the clipboard if it holds what was put there, and records nothing. */
  cancel: procedure({
    request: z.strictObject({ copyId }),
    response: z.strictObject({}),
    errors: ['vault-locked'],
  }),
};
