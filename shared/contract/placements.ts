import { z } from 'zod';
import { ciSystemId, placement } from '../domain/ci.ts';
import { ciTargetId, environmentId, keyId, placementId, projectId, versionId } from '../domain/ids.ts';
import { sameValueKey } from '../domain/key.ts';
import { scanFinding } from '../domain/repository-scan.ts';
import { procedure } from './procedure.ts';

/** A placement with the names around it, as lists show it. */
export const namedPlacement = z.strictObject({
  ...placement.shape,
  keyName: z.string(),
  projectId,
  environmentId,
  targetName: z.string(),
  system: ciSystemId,
  placeText: z.string(),
});
export type NamedPlacement = z.output<typeof namedPlacement>;

/** How one target answered when it was asked. */
export const targetLook = z.strictObject({
  targetId: ciTargetId,
  name: z.string(),
  /** How many secrets it has; null where it could not be asked. */
  secrets: z.int().min(0).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
});

/** The copies of keys in CI targets. */
export const placements = {
  /** Of one key, of one target, or all. Nothing is asked of a target. */
  list: procedure({
    request: z.strictObject({ keyId: keyId.optional(), targetId: ciTargetId.optional() }),
    response: z.strictObject({ placements: z.array(namedPlacement) }),
    errors: ['vault-locked'],
  }),
  /** Asks targets what they hold: those named, or every one that has a token and a placement. */
  refresh: procedure({
    request: z.strictObject({ targetIds: z.array(ciTargetId).max(10_000).optional() }),
    response: z.strictObject({ looks: z.array(targetLook) }),
    errors: ['vault-locked'],
  }),
  /** Takes a person's word that a key is there already. `versionId` null: nobody knows which version. */
  record: procedure({
    request: z.strictObject({
      keyId,
      targetId: ciTargetId,
      secretName: z.string().min(1).max(500),
      versionId: versionId.nullable(),
    }),
    response: z.strictObject({ placementId }),
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'ci-target-not-found'],
  }),
  /** Keyrail does not follow it any more; what the target holds stays there. */
  forget: procedure({
    request: z.strictObject({ placementId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'placement-not-found'],
  }),
  /** Everywhere that a key's value is or is used: its blast radius. */
  reach: procedure({
    request: z.strictObject({ keyId }),
    response: z.strictObject({
      /** Other keys that hold the same value. */
      sameValue: z.array(sameValueKey),
      placements: z.array(namedPlacement),
      /** By the last scan of each repository. */
      findings: z.array(scanFinding),
    }),
    errors: ['vault-locked', 'key-not-found'],
  }),
};
