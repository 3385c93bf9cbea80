import { z } from 'zod';
import { environmentId, projectId } from './ids.ts';
import { instant } from './instant.ts';

/** Environment colours are roles of the design (`--env-1` to `--env-8`), not values. */
export const environmentColour = z.int().min(1).max(8);

export const environment = z.strictObject({
  id: environmentId,
  projectId,
  name: z.string(),
  position: z.int().min(0),
  colour: environmentColour,
  /** Revealing, copying or running with a protected environment's keys asks once per unlock. */
  protected: z.boolean(),
  keyCount: z.int().min(0),
});
export type Environment = z.output<typeof environment>;

export const project = z.strictObject({
  id: projectId,
  name: z.string(),
  position: z.int().min(0),
  archivedAt: instant.nullable(),
  /** Keys that are neither archived nor in the bin. */
  keyCount: z.int().min(0),
  environments: z.array(environment),
});
export type Project = z.output<typeof project>;
