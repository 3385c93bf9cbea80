import { z } from 'zod';
import { ciSystemId, ciTarget, placementState, remoteSecret } from '../domain/ci.ts';
import { ciTargetId, environmentId, keyId, placementId, projectId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { displayName } from '../domain/text.ts';
import { procedure } from './procedure.ts';

const choiceText = z.string().max(500).optional();

/** A place as a person writes it, see core/ci/read-place.ts: a text such as `acme/storefront`, and the choices beside it. */
export const writtenPlace = z.strictObject({
  text: z.string().max(2_000),
  choices: z.strictObject({
    environment: choiceText,
    org: z.boolean().optional(),
    visibility: choiceText,
    dependabot: z.boolean().optional(),
    group: z.boolean().optional(),
    scope: choiceText,
    masked: z.boolean().optional(),
    hidden: z.boolean().optional(),
    protected: z.boolean().optional(),
    context: choiceText,
    team: choiceText,
    branch: choiceText,
  }),
});
export type WrittenPlace = z.output<typeof writtenPlace>;

/** What a form needs to ask for a target of a system. */
export const ciSystemInfo = z.strictObject({
  id: ciSystemId,
  name: z.string(),
  /** The API's own base address; null where a person has to give one, as with Jenkins. */
  baseUrl: z.string().nullable(),
  token: z.array(z.strictObject({ field: z.string(), label: z.string(), secret: z.boolean(), optional: z.boolean() })),
  /** What the token must be allowed to do, in the system's words. */
  tokenNeeds: z.string(),
  /** How its places are written: "GROUP/PROJECT, or GROUP for the variables of a group". */
  placeForm: z.string(),
  /** The choices that mean something to it. */
  choices: z.array(writtenPlace.shape.choices.keyof()),
});
export type CiSystemInfo = z.output<typeof ciSystemInfo>;

/** A target with how its placements are, for lists. */
export const ciTargetState = z.strictObject({
  target: ciTarget,
  written: writtenPlace,
  /** How many of its placements are in each state; those that are in none are left out. */
  states: z.partialRecord(placementState, z.int().min(1)),
  /** Whether it is asked at this moment. */
  looking: z.boolean(),
  settingsPage: z.strictObject({ url: z.string(), path: z.array(z.string()) }),
});
export type CiTargetState = z.output<typeof ciTargetState>;

/** Absent: as it is, or the default; null: taken away. The token by the fields of the system's `token`. */
const fields = {
  name: displayName.optional(),
  baseUrl: z.string().max(2_000).nullable().optional(),
  token: z.record(z.string().max(100), z.string().max(65_536)).nullable().optional(),
  projectId: projectId.nullable().optional(),
  environmentId: environmentId.nullable().optional(),
};
const fieldErrors = [
  'ci-place-invalid',
  'name-invalid',
  'name-taken',
  'address-invalid',
  'value-invalid',
  'project-not-found',
  'environment-not-found',
  'conflict',
] as const;

/** Places with secret settings. */
export const ciTargets = {
  systems: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ systems: z.array(ciSystemInfo) }),
    errors: [],
  }),
  list: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ targets: z.array(ciTargetState) }),
    errors: ['vault-locked'],
  }),
  add: procedure({
    request: z.strictObject({ system: ciSystemId, place: writtenPlace, ...fields }),
    response: z.strictObject({ targetId: ciTargetId }),
    errors: ['vault-locked', ...fieldErrors],
  }),
  /** A place can be another one of the same system; its placements go with it, see `editTarget`. */
  edit: procedure({
    request: z.strictObject({ targetId: ciTargetId, place: writtenPlace.optional(), ...fields }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'ci-target-not-found', ...fieldErrors],
  }),
  /** Forgets it with its token and placements. What the target holds stays there. */
  remove: procedure({
    request: z.strictObject({ targetId: ciTargetId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'ci-target-not-found', 'conflict'],
  }),
  /** Asks what the token may do, and changes nothing. */
  test: procedure({
    request: z.strictObject({ targetId: ciTargetId }),
    response: z.strictObject({
      result: z.enum(['works', 'refused', 'limited', 'unreachable']),
      message: z.string(),
      mayRead: z.boolean().nullable(),
      mayWrite: z.boolean().nullable(),
      tokenExpiresAt: instant.nullable(),
    }),
    errors: [
      'vault-locked',
      'ci-target-not-found',
      'credential-missing',
      'parameter-missing',
      'address-invalid',
      'provider-answer-invalid',
    ],
  }),
  /** Lists what the target holds now, with what the system tells of each and which of our placements it is. */
  secrets: procedure({
    request: z.strictObject({ targetId: ciTargetId }),
    response: z.strictObject({
      secrets: z.array(
        z.strictObject({
          secret: remoteSecret,
          placement: z.strictObject({ placementId, keyId, keyName: z.string(), state: placementState }).nullable(),
        }),
      ),
    }),
    errors: [
      'vault-locked',
      'ci-target-not-found',
      'credential-missing',
      'parameter-missing',
      'address-invalid',
      'provider-refused',
      'provider-limited',
      'provider-unreachable',
      'provider-answer-invalid',
      'provider-listing-missing',
    ],
  }),
  /** Opens the page on which a person sets the target's secrets, in their browser. */
  openSettings: procedure({
    request: z.strictObject({ targetId: ciTargetId }),
    response: z.strictObject({}),
    errors: ['vault-locked', 'ci-target-not-found', 'unsupported'],
  }),
};
