import { z } from 'zod';
import { projectId, scanId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { repositoryScan } from '../domain/repository-scan.ts';
import { procedure } from './procedure.ts';

/** Reading a repository's CI files, files and history for the vault's keys. Nothing of it is run or written. */
export const repositoryScans = {
  /** Repositories that were scanned, the last one first. */
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({
      scans: z.array(z.strictObject({ scanId, root: z.string(), projectId: projectId.nullable(), scannedAt: instant })),
    }),
    errors: ['vault-locked'],
  }),
  /**
   * Scans the folder that the person chooses in a dialog, or one that was scanned before. One runs at a time; `scan-progress`
   * events tell how far it is. `notRemembered` says why the vault could not keep what was found, which is none the less
   * shown and can be accepted; null where it did.
   */
  run: procedure({
    request: z.strictObject({ scanId: scanId.optional(), projectId: projectId.nullable() }),
    response: z.strictObject({ scanId, scan: repositoryScan, notRemembered: z.string().nullable() }),
    errors: ['vault-locked', 'scan-not-found', 'project-not-found', 'file-not-found', 'cancelled', 'conflict'],
  }),
  cancel: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ wasRunning: z.boolean() }),
    errors: ['vault-locked'],
  }),
  /**
   * Takes suggested placements of the scan's result over in one step: targets that are missing are added without a token,
   * and the placements are recorded as a person's word. Suggestions whose place is not known are left out by the window.
   */
  accept: procedure({
    request: z.strictObject({ scanId, suggestions: z.array(z.int().min(0)).min(1).max(10_000) }),
    response: z.strictObject({ targetsAdded: z.int().min(0), placementsRecorded: z.int().min(0) }),
    errors: ['vault-locked', 'scan-not-found', 'conflict'],
  }),
  /** Forgets a repository and what was found in it. */
  forget: procedure({
    request: z.strictObject({ scanId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'scan-not-found'],
  }),
};
