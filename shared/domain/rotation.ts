import { z } from 'zod';
import { campaignId, connectionId, keyId, projectId, receiptId, rotationId, versionId } from './ids.ts';
import { instant } from './instant.ts';
import { ROTATION_STRATEGIES } from './provider.ts';

/** `leaked`: somebody else has the value; the shortest safe order, and a report of where it was. */
export const ROTATION_MODES = ['planned', 'leaked'] as const;
export const rotationMode = z.enum(ROTATION_MODES);
export type RotationMode = z.output<typeof rotationMode>;

export const rotationStrategy = z.enum(ROTATION_STRATEGIES);
export type RotationStrategy = z.output<typeof rotationStrategy>;

/**
 * What is done in a rotation. Which of them, and in which order, follows from the strategy.
 * - `create`: a replacement beside the old one. `regenerate`: the provider replaces the value, and the old one ends by it.
 * - `store`: the new value becomes the current one in the vault.
 * - `place`: wherever the old one was placed. `check`: the provider accepts the new one.
 * - `end`: the old one is deactivated, revoked or deleted. `support`: the provider's support has to end it.
 * - `confirm`: nothing uses the old one. `remove`: what was only deactivated is deleted or archived there.
 * - `retire`: the old version is retired in the vault.
 */
export const ROTATION_STEPS = [
  'create',
  'regenerate',
  'store',
  'place',
  'check',
  'end',
  'support',
  'confirm',
  'remove',
  'retire',
] as const;
export const rotationStepKind = z.enum(ROTATION_STEPS);
export type RotationStepKind = z.output<typeof rotationStepKind>;

export const ROTATION_STEP_STATES = ['waiting', 'running', 'done', 'skipped', 'failed'] as const;
export const rotationStepState = z.enum(ROTATION_STEP_STATES);
export type RotationStepState = z.output<typeof rotationStepState>;

/**
 * What a step waits for from a person: the new value, that something was done elsewhere, or a yes to what Keyrail is about
 * to do. Null: nothing; it waits for its turn, or to be tried again.
 */
export const rotationNeed = z.enum(['value', 'done', 'yes']);
export type RotationNeed = z.output<typeof rotationNeed>;

/** What a person has to do, in words, with what they need for it. */
export const personTask = z.strictObject({
  text: z.string(),
  /** What is to be typed there, offered for copying: the name of the key that is deleted. */
  copy: z.string().nullable(),
  /** The provider's page on which it is done. */
  url: z.string().nullable(),
});
export type PersonTask = z.output<typeof personTask>;

export const rotationStep = z.strictObject({
  position: z.int().min(0),
  kind: rotationStepKind,
  /** In a few words: "Revoke the old key". */
  title: z.string(),
  /** Whether Keyrail does it; else a person. */
  automatic: z.boolean(),
  state: rotationStepState,
  needs: rotationNeed.nullable(),
  /** What a person has to do where it needs one. */
  task: personTask.nullable(),
  /** What shows that it was done (or why it was skipped), and when. */
  evidence: z.string(),
  at: instant.nullable(),
  /** Why it did not get on at the last attempt. */
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** Whether it can be taken back now, and in words how, or why not. */
  undo: z.strictObject({ possible: z.boolean(), text: z.string() }),
  /** Whether it may be left out, with a reason. */
  skippable: z.boolean(),
  /** The push that carried it out, where it is one. */
  receiptId: receiptId.nullable(),
});
export type RotationStep = z.output<typeof rotationStep>;

/** Where a value was, as far as Keyrail knows. */
export const exposure = z.strictObject({
  /** The earliest instant from which it is known to have been outside; null where nothing is known. */
  since: instant.nullable(),
  places: z.array(
    z.strictObject({
      what: z.enum(['file', 'history', 'ci-target', 'same-value']),
      /** "config/prod.yml, line 12, in ~/code/shop". */
      where: z.string(),
      since: instant.nullable(),
    }),
  ),
  /** How often it left the vault, by the activity: copied, read, exported and so on. */
  uses: z.array(z.strictObject({ what: z.string(), times: z.int().min(1), last: instant })),
});
export type Exposure = z.output<typeof exposure>;

/** A key that gets a new value: the rotated one, others with the same value, the other half of a pair. */
export const rotatedKey = z.strictObject({
  keyId,
  /** The names at that time: a rotation outlives its keys. */
  name: z.string(),
  project: z.string(),
  environment: z.string(),
  /** `identifier`: it holds the public half, such as an access key id. */
  part: z.enum(['value', 'identifier']),
  oldVersionId: versionId,
  newVersionId: versionId.nullable(),
});
export type RotatedKey = z.output<typeof rotatedKey>;

/**
 * - `running`: Keyrail works on it now. `waiting`: for a person, or to be gone on with; `step` says for what.
 * - `done`, `aborted`: over.
 */
export const rotationStatus = z.enum(['running', 'waiting', 'done', 'aborted']);
export type RotationStatus = z.output<typeof rotationStatus>;

export const rotation = z.strictObject({
  id: rotationId,
  campaignId: campaignId.nullable(),
  mode: rotationMode,
  strategy: rotationStrategy,
  provider: z.string().nullable(),
  /** As a person reads it; "the provider" where none is known. */
  providerName: z.string(),
  connectionId: connectionId.nullable(),
  /** What the old key is called at the provider; null where that is not known. */
  oldName: z.string().nullable(),
  /** The first is the one that was asked for. */
  keys: z.array(rotatedKey).min(1),
  status: rotationStatus,
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** When going on is worth while, where a limit stopped it. */
  resumeAt: instant.nullable(),
  steps: z.array(rotationStep).min(1),
  /** The place of the step that is next; null where it is over. */
  step: z.int().min(0).nullable(),
  /** Whether the old key cannot be used any more, as far as Keyrail knows. */
  oldEnded: z.boolean(),
  exposure: exposure.nullable(),
  /** What is worth knowing: what was chosen and why. */
  notes: z.array(z.string()),
  /** Of an aborted one: how things were left. */
  left: z.array(z.string()),
});
export type Rotation = z.output<typeof rotation>;

/** What a rotation would do. Made by looking into the vault only. */
export const rotationPlan = z.strictObject({
  mode: rotationMode,
  strategy: rotationStrategy,
  provider: z.string().nullable(),
  providerName: z.string(),
  oldName: z.string().nullable(),
  keys: z.array(rotatedKey.omit({ newVersionId: true })).min(1),
  steps: z.array(
    z.strictObject({ kind: rotationStepKind, title: z.string(), automatic: z.boolean(), undo: z.string() }),
  ),
  /** What stops working and for how long; it has to be agreed to. Null: nothing does. */
  outage: z.string().nullable(),
  /** What has to be known before, such as other keys that hold the same value. */
  warnings: z.array(z.string()),
  notes: z.array(z.string()),
  exposure: exposure.nullable(),
});
export type RotationPlan = z.output<typeof rotationPlan>;

/** Several rotations that belong together. */
export const campaign = z.strictObject({
  id: campaignId,
  name: z.string(),
  startedAt: instant,
  rotations: z.array(rotationId),
  /** Keys that could not be begun, and why. */
  refused: z.array(z.strictObject({ keyId, name: z.string(), why: z.string() })),
  progress: z.strictObject({
    total: z.int().min(0),
    done: z.int().min(0),
    aborted: z.int().min(0),
    running: z.int().min(0),
    /** Of those that wait: for a person, and to be gone on with. */
    needPerson: z.int().min(0),
    canGoOn: z.int().min(0),
  }),
});
export type Campaign = z.output<typeof campaign>;

/** Which keys a campaign takes; what is absent does not narrow it. Keys in the bin or the archive are left out. */
export const campaignFilter = z.strictObject({
  projectId: projectId.optional(),
  environmentName: z.string().max(200).optional(),
  provider: z.string().max(200).optional(),
  consumer: z.string().max(500).optional(),
  tag: z.string().max(200).optional(),
  /** Somebody who left: keys whose owner note, consumer or tags name them, or that they made at the provider. */
  person: z.string().max(200).optional(),
  keyIds: z.array(keyId).max(10_000).optional(),
});
export type CampaignFilter = z.output<typeof campaignFilter>;
