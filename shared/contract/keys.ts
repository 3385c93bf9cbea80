import { z } from 'zod';
import { environmentId, keyId, projectId, undoId, versionId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { keyDetail, keyKind, keySummary, sameValueKey, storedStatus } from '../domain/key.ts';
import { keyName, longText, providerId, scope, shortText, tag } from '../domain/text.ts';
import { givenText } from './pasted.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

/**
 * A value on its way in: typed or pasted text, or a file that the person chooses in a dialog of the host.
 * Text may be up to 1 MiB of UTF-8; the engine measures it and says so by `value-too-large`.
 */
const newValue = z.discriminatedUnion('from', [
  z.strictObject({ from: z.literal('text'), text: givenText }),
  z.strictObject({ from: z.literal('file') }),
]);

const identifier = z.string().max(20_000);

/** What a person can edit; a field that is absent stays as it is, null takes it away. */
const editable = {
  provider: providerId.nullable().optional(),
  kind: keyKind.optional(),
  consumer: shortText.nullable().optional(),
  description: shortText.optional(),
  notes: longText.optional(),
  scopes: z.array(scope).max(500).optional(),
  tags: z.array(tag).max(50).optional(),
  /** Typed dates. An expiry typed as a day is that day's last millisecond in UTC with precision `day`. */
  createdAt: instant.nullable().optional(),
  expires: z
    .strictObject({ at: instant, precision: z.enum(['day', 'instant']) })
    .nullable()
    .optional(),
  /** ISO 8601 duration of days, weeks, months or years. */
  rotateEvery: z.string().max(20).nullable().optional(),
  status: storedStatus.optional(),
};

const valueErrors = [
  'value-empty',
  'value-invalid',
  'value-too-large',
  'file-unreadable',
  'pasted-not-found',
  'cancelled',
] as const;

export const keys = {
  /** Pages of at most 10,000 in a stable order (not sorted); `cursor` is the last page's `nextCursor`. */
  list: procedure({
    request: z.strictObject({
      projectId: projectId.optional(),
      environmentId: environmentId.optional(),
      /** `live`: neither archived nor in the bin. */
      show: z.enum(['live', 'archived', 'deleted']).default('live'),
      cursor: z.string().max(500).optional(),
      limit: z.int().min(1).max(10_000).default(10_000),
    }),
    response: z.strictObject({ keys: z.array(keySummary), nextCursor: z.string().nullable() }),
    errors: ['vault-locked'],
  }),
  get: procedure({
    request: z.strictObject({ keyId }),
    response: z.strictObject({ key: keyDetail }),
    errors: ['vault-locked', 'key-not-found'],
  }),
  /** What a pasted text is, before it is added: recognised, cleaned in the engine, and where the value already is. */
  recognise: procedure({
    request: z.strictObject({
      text: givenText,
      name: z.string().max(200).optional(),
      withOffered: z.boolean().default(false),
    }),
    response: z.strictObject({
      shape: z.enum(['one', 'many', 'empty']),
      /** Name found around the value, as in NAME=value. */
      name: z.string().nullable(),
      /** What was taken off, in words: "export NAME=", "quotes", "Bearer". */
      removed: z.array(z.string()),
      /** What may be around the value and is left there, unless a person has it taken off (`withOffered`). */
      offered: z.array(z.string()),
      candidates: z.array(
        z.strictObject({
          provider: z.string().nullable(),
          providerName: z.string().nullable(),
          /** Whether it may be taken for what the value is; else it is "maybe", and a person says so or not. */
          certain: z.boolean(),
          kind: keyKind,
          prefix: z.string(),
          environmentHint: z.enum(['production', 'staging', 'development']).nullable(),
          suggestedName: z.string().nullable(),
          checksum: z.enum(['valid', 'invalid', 'none']),
          expiresAt: instant.nullable(),
          note: z.string(),
        }),
      ),
      sameValue: z.array(sameValueKey),
      lengthBytes: z.int().min(0),
    }),
    errors: ['vault-locked', 'value-too-large', 'pasted-not-found'],
  }),
  /**
   * The engine takes off what `recognise` says is around a text: with `withOffered` what it offers too, with `verbatim`
   * nothing. A file is kept byte for byte, but for one line end after a value of one line.
   */
  add: procedure({
    request: z.strictObject({
      environmentId,
      name: keyName,
      value: newValue,
      verbatim: z.boolean().default(false),
      withOffered: z.boolean().default(false),
      identifier: identifier.nullable().optional(),
      ...editable,
    }),
    response: undoable.extend({ keyId }),
    errors: ['vault-locked', 'environment-not-found', 'name-taken', 'date-invalid', 'duration-invalid', ...valueErrors],
  }),
  edit: procedure({
    request: z.strictObject({ keyId, ...editable }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'date-invalid', 'duration-invalid'],
  }),
  /** A new current version. The old one becomes previous, or is erased with `discardPrevious`. */
  setValue: procedure({
    request: z.strictObject({
      keyId,
      value: newValue,
      verbatim: z.boolean().default(false),
      withOffered: z.boolean().default(false),
      identifier: identifier.nullable().optional(),
      discardPrevious: z.boolean().default(false),
    }),
    /** `changed` is false where the value was that already. `undoId` is null then, and where a value was discarded. */
    response: z.strictObject({ versionId, undoId: undoId.nullable(), label: z.string(), changed: z.boolean() }),
    errors: ['vault-locked', 'key-not-found', ...valueErrors],
  }),
  /** Ends a previous version's time, keeping it as history. */
  retireVersion: procedure({
    request: z.strictObject({ keyId, versionId }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'conflict'],
  }),
  /**
   * Makes an earlier version the current one again. The current one becomes previous; what was known of its end does not
   * hold for the other. In a protected environment a yes is needed, as for a use. `conflict`: it is current already.
   */
  makeCurrent: procedure({
    request: z.strictObject({ keyId, versionId }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'confirmation-needed', 'conflict'],
  }),
  /** The value (or identifier, or name) goes to the clipboard, never into the reply. */
  copy: procedure({
    request: z.strictObject({
      keyId,
      field: z.enum(['value', 'identifier', 'name', 'dotenv-line']),
      /** Of the history by its id; one whose value was erased is `version-not-found`. */
      version: z.union([z.enum(['current', 'previous']), z.strictObject({ id: versionId })]).default('current'),
    }),
    response: z.strictObject({ clearAfterMs: z.int().positive() }),
    errors: [
      'vault-locked',
      'key-not-found',
      'version-not-found',
      'confirmation-needed',
      'clipboard-unavailable',
      'value-invalid',
    ],
  }),
  /** The one procedure that returns a key's value, of any version that still has one. The window hides it again after `hideAfterMs`. */
  reveal: procedure({
    request: z.strictObject({ keyId, versionId: versionId.optional() }),
    response: z.strictObject({
      text: z.string(),
      /** base64 where the value is not UTF-8 text. */
      encoding: z.enum(['utf8', 'base64']),
      hideAfterMs: z.int().positive(),
    }),
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'confirmation-needed'],
  }),
  /** Asks the provider, with its documented request, whether the current value is alive. It is asked once and never waits. */
  check: procedure({
    request: z.strictObject({ keyId }),
    response: z.strictObject({
      result: z.enum(['works', 'refused', 'limited', 'unreachable']),
      message: z.string(),
      host: z.string(),
      retryAfterMs: z.int().nullable(),
      hints: z.array(z.string()),
    }),
    errors: [
      'vault-locked',
      'key-not-found',
      'version-not-found',
      'provider-not-found',
      'confirmation-needed',
      'unsupported',
      'credential-missing',
      'parameter-missing',
      'address-invalid',
      'cancelled',
    ],
  }),
  /** Saves a value of kind file or key pair where the person chooses; without `versionId` the current one. */
  saveToFile: procedure({
    request: z.strictObject({ keyId, versionId: versionId.optional() }),
    response: z.strictObject({ fileName: z.string() }),
    errors: ['vault-locked', 'key-not-found', 'version-not-found', 'confirmation-needed', 'cancelled'],
  }),
  move: procedure({
    request: z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000), environmentId }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'environment-not-found', 'name-taken'],
  }),
  rename: procedure({
    request: z.strictObject({ keyId, name: keyName }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'name-taken'],
  }),
  archive: procedure({
    request: z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000), archived: z.boolean() }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'name-taken'],
  }),
  /** Into the bin, which empties after 30 days. */
  remove: procedure({
    request: z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000) }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found'],
  }),
  /** Out of the bin again. */
  restore: procedure({
    request: z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000) }),
    response: undoable,
    errors: ['vault-locked', 'key-not-found', 'name-taken'],
  }),
  /** Erases keys that are in the bin, for good. */
  purge: procedure({
    request: z.strictObject({ keyIds: z.array(keyId).min(1).max(10_000) }),
    response: z.strictObject({ purged: z.int().min(0) }),
    errors: ['vault-locked', 'key-not-found', 'conflict'],
  }),
};

export const history = {
  /** Takes one change back, unless what it changed has been changed again since. */
  undo: procedure({
    request: z.strictObject({ undoId }),
    response: z.strictObject({ label: z.string() }),
    errors: ['vault-locked', 'undo-not-found', 'conflict', 'name-taken'],
  }),
};
