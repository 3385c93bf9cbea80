import { z } from 'zod';
import { ciSystemId, pushStep, receipt, valueEncoding } from '../domain/ci.ts';
import { ciTargetId, environmentId, keyId, previewId, projectId, receiptId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { procedure } from './procedure.ts';

/** One step of a preview, with the names around it. */
export const previewedStep = z.strictObject({
  ...pushStep.shape,
  keyName: z.string(),
  projectId,
  environmentId,
  targetName: z.string(),
  system: ciSystemId,
});
export type PreviewedStep = z.output<typeof previewedStep>;

/** What a push would do, by looking only. It is carried out exactly so, or not at all. */
export const pushPreview = z.strictObject({
  steps: z.array(previewedStep),
  lookedAt: instant,
  /** The receipt that it takes back, or null. */
  undoes: receiptId.nullable(),
  /** Of a receipt: secrets that cannot be put back, and why. */
  notUndone: z.array(z.strictObject({ targetName: z.string(), secretName: z.string(), why: z.string() })),
});
export type PushPreview = z.output<typeof pushPreview>;

const wantedStep = z.strictObject({
  keyId,
  targetId: ciTargetId,
  /** Absent: the name under which the key is there already, else the key's own. */
  secretName: z.string().min(1).max(500).optional(),
  /** Absent: as it is there already, else plain. */
  encoding: valueEncoding.optional(),
  /** The person named this very secret: one that Keyrail did not put there is replaced as well. */
  named: z.boolean(),
});

/** Putting keys into CI targets. Never deletes, and never touches what the preview did not name. */
export const pushes = {
  /**
   * Looks at the targets and tells what would be done: with the steps named, with every placement that is behind or missing
   * (of some targets, or of one key), or to put back what a receipt replaced.
   */
  preview: procedure({
    request: z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('steps'), steps: z.array(wantedStep).min(1).max(10_000) }),
      z.strictObject({
        of: z.literal('behind'),
        targetIds: z.array(ciTargetId).max(10_000).optional(),
        keyId: keyId.optional(),
      }),
      z.strictObject({ of: z.literal('receipt'), receiptId }),
    ]),
    response: z.strictObject({ previewId, preview: pushPreview }),
    errors: ['vault-locked', 'nothing-to-push', 'receipt-not-found'],
  }),
  discard: procedure({
    request: z.strictObject({ previewId }),
    response: z.strictObject({}),
    errors: ['vault-locked'],
  }),
  /**
   * Carries a preview out in the background; `push-progress` events follow, then `ci-changed`.
   * @remarks `agreed` are the places of the steps whose warnings the person said yes to. A protected environment needs the
   * yes that `environments.confirmProtected` takes, once per unlock.
   */
  start: procedure({
    request: z.strictObject({ previewId, agreed: z.array(z.int().min(0)).max(10_000) }),
    response: z.strictObject({ receiptId }),
    errors: ['vault-locked', 'preview-not-found', 'nothing-to-push', 'confirmation-needed', 'conflict'],
  }),
  /** Goes on with a push that stopped. What was sent and not answered is looked up first. */
  resume: procedure({
    request: z.strictObject({ receiptId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'receipt-not-found', 'confirmation-needed', 'conflict'],
  }),
  /** Stops after the writes that are under way; the rest waits and can be resumed. */
  stop: procedure({
    request: z.strictObject({ receiptId }),
    response: z.strictObject({ wasRunning: z.boolean() }),
    errors: ['vault-locked', 'receipt-not-found'],
  }),
  receipt: procedure({
    request: z.strictObject({ receiptId }),
    response: z.strictObject({ receipt }),
    errors: ['vault-locked', 'receipt-not-found'],
  }),
  /** Newest first. */
  receipts: procedure({
    request: z.strictObject({ limit: z.int().min(1).max(500).default(100) }),
    response: z.strictObject({ receipts: z.array(receipt) }),
    errors: ['vault-locked'],
  }),
};
