import { z } from 'zod';
import { procedure } from './procedure.ts';

/** Where looking for a newer Keyrail stands. */
export const updateStatus = z.strictObject({
  /** Whether this build can look at all: packaged, with a feed and the key that it is signed with. */
  available: z.boolean(),
  /** What the person said; null until they were asked. */
  allowed: z.boolean().nullable(),
  state: z.enum(['idle', 'checking', 'current', 'found', 'downloading', 'ready', 'failed']),
  /** The newer version that was found; empty where there is none. */
  version: z.string(),
  /** Where the feed is, so that people know whom is asked; empty where there is none. */
  host: z.string(),
  /** What went wrong, and what to do; empty where nothing did. */
  problem: z.string(),
  /** Whether Keyrail can put the newer version in its place, or only show the page where it is. */
  installs: z.boolean(),
});
export type UpdateStatus = z.output<typeof updateStatus>;

const answersStatus = { response: z.strictObject({ status: updateStatus }), errors: [] } as const;

/** Newer versions of Keyrail. None of it needs the vault: a vault that is from a newer Keyrail is opened by an update. */
export const updates = {
  status: procedure({ request: z.strictObject({}), ...answersStatus }),
  /** Nothing is asked of anybody before this was called with true. */
  allow: procedure({ request: z.strictObject({ allowed: z.boolean() }), ...answersStatus }),
  check: procedure({ request: z.strictObject({}), ...answersStatus }),
  download: procedure({ request: z.strictObject({}), ...answersStatus }),
  /** Locks the vault, ends Keyrail, puts the newer version in its place and starts that. */
  install: procedure({ request: z.strictObject({}), ...answersStatus }),
};
