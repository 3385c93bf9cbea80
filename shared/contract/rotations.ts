import { z } from 'zod';
import { campaignId, keyId, rotationId } from '../domain/ids.ts';
import { campaign, campaignFilter, rotation, rotationMode, rotationPlan } from '../domain/rotation.ts';
import { displayName, shortText } from '../domain/text.ts';
import { givenText } from './pasted.ts';
import { procedure } from './procedure.ts';

/** What a person chooses of a rotation. */
const choices = {
  mode: rotationMode,
  /** The id of one of the definition's kinds of key, where the value does not tell: SDK&Key's `default-key`. */
  keyKind: z.string().max(100).optional(),
  /** End the old key before there is a new one, where the provider would let both stand. Stops what uses it. */
  endFirst: z.boolean().default(false),
  /** Other keys that hold the same value get the new one as well. */
  withSameValue: z.boolean().default(false),
};

const changeErrors = ['vault-locked', 'rotation-not-found', 'conflict'] as const;

/**
 * Guided replacement of a key's value, one stored step after the other. It can be left at any step and gone on with later,
 * in this process or another. `rotation-changed` is sent whenever one changes.
 *
 * A step that needs a person says so in `needs` and `task`. `value` is answered by `giveValue`, `done` and `yes` by `stepDone`.
 */
export const rotations = {
  /** Asks nobody but the vault. */
  plan: procedure({
    request: z.strictObject({ keyId, ...choices }),
    response: z.strictObject({ plan: rotationPlan }),
    errors: ['vault-locked', 'key-not-found', 'unsupported', 'conflict'],
  }),
  /**
   * Begins, and goes as far as it can without a person, in the background.
   * @remarks `agreed` says yes to the plan's `outage` and `warnings`; without it those are `confirmation-needed`. So is a
   * protected environment that was not confirmed since the vault was unlocked.
   */
  start: procedure({
    request: z.strictObject({ keyId, ...choices, agreed: z.boolean() }),
    response: z.strictObject({ rotationId }),
    errors: ['vault-locked', 'key-not-found', 'unsupported', 'conflict', 'confirmation-needed'],
  }),
  get: procedure({
    request: z.strictObject({ rotationId }),
    response: z.strictObject({ rotation }),
    errors: ['vault-locked', 'rotation-not-found'],
  }),
  /** Newest first; of one key, of one campaign, or those that are not over. */
  list: procedure({
    request: z.strictObject({
      keyId: keyId.optional(),
      campaignId: campaignId.optional(),
      open: z.boolean().default(false),
      limit: z.int().min(1).max(1_000).default(200),
    }),
    response: z.strictObject({ rotations: z.array(rotation) }),
    errors: ['vault-locked'],
  }),
  /** The value of the replacement that a person made. Goes on with what follows. It is never given back. */
  giveValue: procedure({
    request: z.strictObject({
      rotationId,
      /** What was typed or pasted, or a file that the person chooses in a dialog of the host. */
      value: z.union([givenText, z.strictObject({ from: z.literal('file') })]),
      /** As it is: nothing around a pasted value, such as quotes or a line's end, is taken off. */
      verbatim: z.boolean().default(false),
      /** Takes off what `keys.recognise` only offers as well. */
      withOffered: z.boolean().default(false),
      /** The new client id, user name or access key id; absent: as it was. */
      identifier: z.string().max(2_000).optional(),
    }),
    response: z.strictObject({}),
    errors: [
      ...changeErrors,
      'pasted-not-found',
      'value-empty',
      'value-invalid',
      'value-too-large',
      'key-not-found',
      'cancelled',
      'file-unreadable',
    ],
  }),
  /** Says that a person did what the step asks for, or says yes to what it is about to do. Goes on with what follows. */
  stepDone: procedure({
    request: z.strictObject({ rotationId, position: z.int().min(0), note: shortText.optional() }),
    response: z.strictObject({}),
    errors: [...changeErrors],
  }),
  /** Tries a step that failed or was stopped again, and goes on with what follows. */
  retry: procedure({
    request: z.strictObject({ rotationId }),
    response: z.strictObject({}),
    errors: [...changeErrors, 'confirmation-needed'],
  }),
  /** Leaves the step that is next out. The reason is its evidence. */
  skip: procedure({
    request: z.strictObject({ rotationId, position: z.int().min(0), reason: shortText.min(1) }),
    response: z.strictObject({}),
    errors: [...changeErrors],
  }),
  /** Takes the last step that was done back, where it can be; the answer says what was done. */
  undo: procedure({
    request: z.strictObject({ rotationId, position: z.int().min(0) }),
    response: z.strictObject({ message: z.string() }),
    errors: [
      ...changeErrors,
      'confirmation-needed',
      'provider-refused',
      'provider-limited',
      'provider-unreachable',
      'provider-answer-invalid',
      'provider-listing-missing',
      'credential-missing',
    ],
  }),
  /** Ends it where it is; nothing is taken back. `left` says how things stand. */
  abort: procedure({
    request: z.strictObject({ rotationId }),
    response: z.strictObject({ left: z.array(z.string()) }),
    errors: [...changeErrors],
  }),
  /**
   * Puts text of a rotation on the clipboard: what is to be typed at the step that is next, or the report of where a leaked
   * value was. Neither holds a value. `conflict`: there is no such text.
   */
  copyText: procedure({
    request: z.strictObject({ rotationId, what: z.enum(['task', 'report']) }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'rotation-not-found', 'conflict', 'clipboard-unavailable'],
  }),

  /** The keys that a campaign would take, each with its plan, or why not. Keys that hold one value are one rotation. */
  planCampaign: procedure({
    request: z.strictObject({ filter: campaignFilter, mode: rotationMode }),
    response: z.strictObject({
      plans: z.array(rotationPlan),
      refused: z.array(z.strictObject({ keyId, name: z.string(), why: z.string() })),
    }),
    errors: ['vault-locked'],
  }),
  /** Begins all of them, and goes as far as it can with each. `agreed` as in `start`. */
  startCampaign: procedure({
    request: z.strictObject({ name: displayName, filter: campaignFilter, mode: rotationMode, agreed: z.boolean() }),
    response: z.strictObject({ campaignId }),
    errors: ['vault-locked', 'key-not-found', 'confirmation-needed'],
  }),
  campaign: procedure({
    request: z.strictObject({ campaignId }),
    response: z.strictObject({ campaign }),
    errors: ['vault-locked', 'rotation-not-found'],
  }),
  /** Newest first. */
  campaigns: procedure({
    request: z.strictObject({ limit: z.int().min(1).max(500).default(100) }),
    response: z.strictObject({ campaigns: z.array(campaign) }),
    errors: ['vault-locked'],
  }),
  /** Goes on with every rotation of it that needs no person. */
  resumeCampaign: procedure({
    request: z.strictObject({ campaignId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'rotation-not-found'],
  }),
};
