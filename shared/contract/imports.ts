import { z } from 'zod';
import { environmentId, keyId, pastedId, previewId, undoId } from '../domain/ids.ts';
import { keyKind } from '../domain/key.ts';
import { procedure } from './procedure.ts';

export const transferFormat = z.enum(['dotenv', 'json', 'shell']);
export type TransferFormat = z.output<typeof transferFormat>;

/** One name of a file that is about to be imported; never its value. */
export const previewEntry = z.strictObject({
  /** Place in the preview, for choosing. */
  index: z.int().min(0),
  name: z.string(),
  line: z.int().min(1).nullable(),
  outcome: z.enum(['new', 'changed', 'same', 'not-a-secret']),
  /** Why it is not a secret, or what stands out ("used in staging as well"). */
  reason: z.string(),
  provider: z.string().nullable(),
  kind: keyKind,
  prefix: z.string(),
  existing: keyId.nullable(),
});

export const importPreview = z.strictObject({
  previewId,
  source: z.string(),
  format: transferFormat,
  environmentId,
  entries: z.array(previewEntry),
  /** Lines that could not be read; nothing is imported while there are any. */
  errors: z.array(z.strictObject({ line: z.int().min(1).nullable(), message: z.string() })),
  warnings: z.array(z.strictObject({ line: z.int().min(1).nullable(), message: z.string() })),
});
export type ImportPreview = z.output<typeof importPreview>;

export const imports = {
  /** Reads a file that the person chooses in a dialog. */
  openFile: procedure({
    request: z.strictObject({ environmentId, format: transferFormat.optional() }),
    response: importPreview,
    errors: ['vault-locked', 'environment-not-found', 'cancelled', 'file-unreadable', 'import-invalid'],
  }),
  openText: procedure({
    request: z.strictObject({
      environmentId,
      /** Itself, or what was pasted before and is kept in the engine. */
      text: z.union([z.string().max(10_485_760), z.strictObject({ pastedId })]),
      format: transferFormat.optional(),
    }),
    response: importPreview,
    errors: ['vault-locked', 'pasted-not-found', 'environment-not-found', 'import-invalid'],
  }),
  /** Takes the chosen entries in, all or none. */
  apply: procedure({
    request: z.strictObject({ previewId, indexes: z.array(z.int().min(0)).max(100_000) }),
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
  /** Writes an environment's keys, in the clear, where the person chooses. */
  save: procedure({
    request: z.strictObject({ environmentId, format: transferFormat }),
    response: z.strictObject({ fileName: z.string(), count: z.int().min(0) }),
    errors: ['vault-locked', 'environment-not-found', 'confirmation-needed', 'cancelled', 'value-invalid'],
  }),
};
