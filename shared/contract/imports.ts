import { z } from 'zod';
import { DOTENV_READERS, READER_CHOICES } from '../domain/dotenv-reader.ts';
import { environmentId, keyId, pastedId, previewId, undoId } from '../domain/ids.ts';
import { keyKind } from '../domain/key.ts';
import { MAX_NAME_LENGTH } from '../domain/limits.ts';
import { procedure } from './procedure.ts';

export const transferFormat = z.enum(['dotenv', 'json', 'shell']);
export type TransferFormat = z.output<typeof transferFormat>;

/** How a file can be read; `whole`: the file itself is one key, as it stands. */
export const importFormat = z.enum([...transferFormat.options, 'yaml', 'ini', 'whole']);
export type ImportFormat = z.output<typeof importFormat>;

const dotenvReader = z.enum(DOTENV_READERS);
const readerChoice = z.enum(READER_CHOICES);

/** What is thought of one value of a file. */
const judgement = {
  /**
   * `elsewhere`: another tool's reference to a secret, or a secret that it sealed; `unread`: the program that the file is read
   * as gives this name no value.
   */
  outcome: z.enum(['new', 'changed', 'same', 'not-a-secret', 'elsewhere', 'unread']),
  /** Why it is not a secret, is kept elsewhere or is not read. */
  reason: z.string(),
  provider: z.string().nullable(),
  /** The provider that it may be of, which is not certain enough to be stored. */
  maybe: z.string().nullable(),
  kind: keyKind,
  prefix: z.string(),
};

/** What some programs read for a name. */
export const previewReading = z.strictObject({
  readers: z.array(dotenvReader),
  /** How it differs, without any of it: "12 characters, up to the “#”". */
  says: z.string(),
  ...judgement,
});

/** One name of a file that is about to be imported; never its value. */
export const previewEntry = z.strictObject({
  /** Place in the preview, for choosing. */
  index: z.int().min(0),
  name: z.string(),
  line: z.int().min(1).nullable(),
  ...judgement,
  existing: keyId.nullable(),
  /** The values that programs read for it, where they are not all one. */
  readings: z.array(previewReading),
  /** Which of them the entry stands for; null where there are none, or it has no value. */
  reading: z.int().min(0).nullable(),
  /** Programs disagree in a way that a person should look at. */
  differs: z.boolean(),
  /** Programs that give it no value, and what they do instead. */
  unread: z.array(z.strictObject({ reader: dotenvReader, why: z.string() })),
});

const lineNote = z.strictObject({ line: z.int().min(1).nullable(), message: z.string() });

export const importPreview = z.strictObject({
  previewId,
  source: z.string(),
  format: importFormat,
  /** As which program a dotenv file is read; null for other formats. */
  reader: readerChoice.nullable(),
  environmentId,
  entries: z.array(previewEntry),
  /** Lines that could not be read; nothing is imported while there are any. */
  errors: z.array(lineNote),
  warnings: z.array(lineNote),
});
export type ImportPreview = z.output<typeof importPreview>;

export const imports = {
  /** Reads a file that the person chooses in a dialog. */
  openFile: procedure({
    request: z.strictObject({ environmentId, format: importFormat.optional() }),
    response: importPreview,
    errors: ['vault-locked', 'environment-not-found', 'cancelled', 'file-unreadable', 'import-invalid'],
  }),
  openText: procedure({
    request: z.strictObject({
      environmentId,
      /** Itself, or what was pasted before and is kept in the engine. */
      text: z.union([z.string().max(10_485_760), z.strictObject({ pastedId })]),
      format: importFormat.optional(),
    }),
    response: importPreview,
    errors: ['vault-locked', 'pasted-not-found', 'environment-not-found', 'import-invalid'],
  }),
  /** Reads a file that is on preview anew, as another program reads it. */
  readAs: procedure({
    request: z.strictObject({ previewId, reader: readerChoice }),
    response: importPreview,
    errors: ['vault-locked', 'preview-not-found', 'environment-not-found', 'import-invalid'],
  }),
  /** Returns what one reading of an entry is, before it is a key; written to the activity. The window hides it again. */
  reveal: procedure({
    request: z.strictObject({ previewId, index: z.int().min(0), reading: z.int().min(0) }),
    response: z.strictObject({ text: z.string(), hideAfterMs: z.int().positive() }),
    errors: ['vault-locked', 'preview-not-found', 'environment-not-found'],
  }),
  /** Takes the chosen entries in, all or none. `readings`: where another than the preview's was chosen. */
  apply: procedure({
    request: z.strictObject({
      previewId,
      indexes: z.array(z.int().min(0)).max(100_000),
      readings: z
        .array(z.strictObject({ index: z.int().min(0), reading: z.int().min(0) }))
        .max(100_000)
        .default([]),
    }),
    response: z.strictObject({
      added: z.int().min(0),
      changed: z.int().min(0),
      undoId: undoId.nullable(),
      label: z.string(),
    }),
    errors: ['vault-locked', 'preview-not-found', 'import-invalid', 'environment-not-found', 'conflict'],
  }),
  /** Forgets a preview and its values. */
  discard: procedure({
    request: z.strictObject({ previewId }),
    response: z.strictObject({}),
    errors: [],
  }),
};

export const exports_ = {
  /**
   * Writes an environment's keys, in the clear, where the person chooses. Where the format cannot hold some of them it is
   * `value-invalid`, `detail.names` has all of these, and nothing is written; asked again with them in `except`, the others are.
   */
  save: procedure({
    request: z.strictObject({
      environmentId,
      format: transferFormat,
      except: z.array(z.string().max(MAX_NAME_LENGTH)).max(100_000).default([]),
    }),
    /** `notes`: which readers of the format take some of it for something else; for the person, without values. */
    response: z.strictObject({ fileName: z.string(), count: z.int().min(0), notes: z.array(z.string()) }),
    errors: ['vault-locked', 'environment-not-found', 'confirmation-needed', 'cancelled', 'value-invalid'],
  }),
};
