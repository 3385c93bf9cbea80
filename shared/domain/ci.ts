import { z } from 'zod';
import { ciTargetId, environmentId, keyId, placementId, projectId, receiptId, versionId } from './ids.ts';
import { instant } from './instant.ts';
import { syncOutcome } from './remote-key.ts';

export const CI_SYSTEMS = ['github', 'gitlab', 'circleci', 'jenkins', 'bitbucket', 'vercel', 'netlify'] as const;
export const ciSystemId = z.enum(CI_SYSTEMS);
export type CiSystemId = z.output<typeof ciSystemId>;

const name = z.string().min(1).max(500);

/**
 * Where in a system the secrets are. `system` tells which; each names one store of secrets whose names are unique in it.
 * - `github`: of a repository, of one of its environments, or of an organisation (`repository` null; then `visibility` is
 *   who may use a secret that is created: `selected` creates it for no repository until somebody selects some).
 * - `gitlab`: a project's or group's variables with one environment scope; `*` is the default.
 * - `circleci`: a project by its slug (`gh/org/repo`, `circleci/…`), or a context by its name in an organisation.
 * - `jenkins`: the system's store, or a folder's (`team/app`); the global domain.
 * - `bitbucket`: a repository's variables, one of its deployment environments', or a workspace's (`repository` null).
 * - `vercel`: a project's variables for one or several of its environments.
 * - `netlify`: a site's variables for one deploy context; `all` is every context.
 */
export const ciPlace = z.discriminatedUnion('system', [
  z.strictObject({
    system: z.literal('github'),
    owner: name,
    repository: name.nullable(),
    environment: name.nullable(),
    family: z.enum(['actions', 'dependabot']),
    visibility: z.enum(['all', 'private', 'selected']).nullable(),
  }),
  z.strictObject({
    system: z.literal('gitlab'),
    kind: z.enum(['project', 'group']),
    path: name,
    environmentScope: name,
    masked: z.boolean(),
    hidden: z.boolean(),
    protected: z.boolean(),
  }),
  z.strictObject({
    system: z.literal('circleci'),
    kind: z.enum(['project', 'context']),
    /** `gh/org/repo` of a project, `gh/org` of a context's owner. */
    slug: name,
    context: name.nullable(),
  }),
  z.strictObject({ system: z.literal('jenkins'), folder: z.string().max(500) }),
  z.strictObject({
    system: z.literal('bitbucket'),
    workspace: name,
    repository: name.nullable(),
    environment: name.nullable(),
  }),
  z.strictObject({
    system: z.literal('vercel'),
    project: name,
    team: name.nullable(),
    targets: z.array(z.enum(['production', 'preview', 'development'])).min(1),
    gitBranch: name.nullable(),
  }),
  z.strictObject({ system: z.literal('netlify'), account: name, site: name.nullable(), context: name }),
]);
export type CiPlace = z.output<typeof ciPlace>;
export type CiPlaceOf<S extends CiSystemId> = Extract<CiPlace, { system: S }>;

/** What a system tells of a secret that it holds; null where it does not say. A value is never kept, masked or not. */
export const remoteSecret = z.strictObject({
  name: z.string(),
  createdAt: instant.nullable(),
  updatedAt: instant.nullable(),
  /** The last characters of the value, where the system shows them: CircleCI's four. */
  tail: z.string().max(20).nullable(),
  /** The system's own id, where changing it needs one: Bitbucket's uuid, Vercel's id. */
  remoteId: z.string().nullable(),
  /** What else is told, in words: "protected, masked", "file", "for production". */
  detail: z.string(),
});
export type RemoteSecret = z.output<typeof remoteSecret>;

/** A place with secret settings, as the person added it. Its access token is sealed and never shown. */
export const ciTarget = z.strictObject({
  id: ciTargetId,
  name: z.string(),
  place: ciPlace,
  /** In words: "acme/storefront, environment production". */
  placeText: z.string(),
  /** Origin and path of the API; null: the system's own. */
  baseUrl: z.string().nullable(),
  hasToken: z.boolean(),
  /** What the person says it is for; the guard compares a key's environment with it. */
  projectId: projectId.nullable(),
  environmentId: environmentId.nullable(),
  /** How the last look at it ended, and when; null before the first. */
  checkedAt: instant.nullable(),
  error: syncOutcome.shape.error,
  placementCount: z.int().min(0),
});
export type CiTarget = z.output<typeof ciTarget>;

/**
 * - `current`: the key's current version is there. `behind`: an older one is.
 * - `changed-elsewhere`: the system's time or masked tail says that somebody else wrote it since.
 * - `missing`: the target does not have it any more. `unknown`: nobody knows, such as after a time-out while writing.
 * - `presumed`: recorded by hand, or the system tells nothing by which it could be checked.
 */
export const PLACEMENT_STATES = ['current', 'behind', 'changed-elsewhere', 'missing', 'unknown', 'presumed'] as const;
export const placementState = z.enum(PLACEMENT_STATES);
export type PlacementState = z.output<typeof placementState>;

/** How a value is written where it is placed: as it is, or in base64, which the job decodes. */
export const valueEncoding = z.enum(['plain', 'base64']);
export type ValueEncoding = z.output<typeof valueEncoding>;

/** A key's copy in a target under a secret name. */
export const placement = z.strictObject({
  id: placementId,
  keyId,
  targetId: ciTargetId,
  secretName: z.string(),
  state: placementState,
  /** The version that was put there, and the number that people see; null where it is not known. */
  placedVersionId: versionId.nullable(),
  placedVersion: z.int().min(1).nullable(),
  currentVersion: z.int().min(1).nullable(),
  placedAt: instant,
  /** How it got there: by a push, by the copy assistant, or a person says so. */
  how: z.enum(['push', 'copy', 'recorded']),
  remoteUpdatedAt: instant.nullable(),
  /** When the target was last asked. */
  seenAt: instant.nullable(),
  /** Absent: as it is. */
  encoding: valueEncoding.optional(),
  /** Why it has that state, in words. */
  detail: z.string(),
});
export type Placement = z.output<typeof placement>;

/**
 * What a push will do, or did, with one secret.
 * - `create`, `replace`: it will be written. `same`: the current version is there already; left alone.
 * - `refused`: a rule of the target or the guard forbids it; `problem` says which and what can be done.
 * - `left-alone`: a secret of that name is there that Keyrail did not put there; it is replaced only when named.
 */
export const pushStep = z.strictObject({
  keyId,
  targetId: ciTargetId,
  secretName: z.string(),
  action: z.enum(['create', 'replace', 'same', 'refused', 'left-alone']),
  versionId: versionId.nullable(),
  /** What has to be said yes to by itself: "A production key goes to a target marked development." */
  warnings: z.array(z.strictObject({ code: z.string(), message: z.string() })),
  /** `offered`: the target refuses the value as it is, and would take it in base64. `chosen`: it is placed in base64. */
  base64: z.enum(['offered', 'chosen']).optional(),
  /** What is worth knowing and needs no yes: "The same value is used in staging." */
  notes: z.array(z.string()),
  problem: z.strictObject({ code: z.string(), message: z.string(), mend: z.string() }).nullable(),
});
export type PushStep = z.output<typeof pushStep>;

/** How one step of a push ended. `unknown`: the write was sent and no answer came; it is looked up before anything else. */
export const pushOutcome = z.enum(['waiting', 'created', 'replaced', 'same', 'failed', 'unknown', 'skipped']);

export const receipt = z.strictObject({
  id: receiptId,
  startedAt: instant,
  finishedAt: instant.nullable(),
  status: z.enum(['running', 'done', 'stopped', 'failed']),
  /** The receipt that this one takes back, or null. */
  undoes: receiptId.nullable(),
  /** When it is worth going on, where a limit stopped it. */
  resumeAt: instant.nullable(),
  steps: z.array(
    z.strictObject({
      keyId,
      /** The names at that time: a receipt outlives its keys and targets. */
      keyName: z.string(),
      targetId: ciTargetId,
      targetName: z.string(),
      secretName: z.string(),
      outcome: pushOutcome,
      versionId: versionId.nullable(),
      /** The version that was there before by our knowledge; null: none of ours. Putting it back needs it. */
      previousVersionId: versionId.nullable(),
      at: instant.nullable(),
      error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
});
export type Receipt = z.output<typeof receipt>;
