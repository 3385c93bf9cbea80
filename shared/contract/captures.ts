import { z } from 'zod';
import { captureField, capturePreview } from '../domain/capture.ts';
import { connectionId, previewId } from '../domain/ids.ts';
import { syncOutcome } from '../domain/remote-key.ts';
import { procedure } from './procedure.ts';

const previewed = z.strictObject({ previewId, preview: capturePreview });

/**
 * Reading a provider's list of keys from its dashboard, from a copied table or from files. What was read waits in the
 * engine as a preview until it is applied or discarded; locking discards it. Nothing is kept before.
 */
export const captures = {
  /** Reads the page that the connection's dashboard window shows. Nothing is clicked or changed there. */
  fromDashboard: procedure({
    request: z.strictObject({ connectionId }),
    response: previewed,
    errors: ['vault-locked', 'connection-not-found', 'dashboard-not-open', 'dashboard-unreadable'],
  }),
  /**
   * Puts one more page of the list to what was read. Of a dashboard: reads it again, where the person went on to the next
   * page. Of a file or a copied table: the person chooses the file with the next page. A page that holds no list of keys
   * changes nothing.
   */
  addPage: procedure({
    request: z.strictObject({ previewId }),
    response: previewed,
    errors: [
      'vault-locked',
      'preview-not-found',
      'dashboard-not-open',
      'dashboard-unreadable',
      'cancelled',
      'file-unreadable',
      'import-invalid',
    ],
  }),
  /** A file that the person chooses: a saved page, CSV, tab-separated text or JSON. */
  fromFile: procedure({
    request: z.strictObject({ connectionId }),
    response: previewed,
    errors: ['vault-locked', 'connection-not-found', 'cancelled', 'file-unreadable', 'import-invalid'],
  }),
  /** A copied table; `html` is the richer form that a browser puts on the clipboard, and is read first. */
  fromText: procedure({
    request: z.strictObject({
      connectionId,
      text: z.string().max(20_971_520),
      html: z.string().max(20_971_520).optional(),
    }),
    response: previewed,
    errors: ['vault-locked', 'connection-not-found', 'import-invalid'],
  }),
  /** Corrects what the columns of a list are, or whether it is one of keys. The answer is the new preview. */
  correct: procedure({
    request: z.strictObject({
      previewId,
      list: z.int().min(0),
      included: z.boolean().optional(),
      /** By the columns' places. */
      columns: z.array(captureField.nullable()).max(200).optional(),
    }),
    response: previewed,
    errors: ['vault-locked', 'preview-not-found', 'conflict'],
  }),
  /** Takes, or takes back, a person's word that what was read is the whole list, where nothing on it tells. */
  sayWhole: procedure({
    request: z.strictObject({ previewId, isWhole: z.boolean() }),
    response: previewed,
    errors: ['vault-locked', 'preview-not-found'],
  }),
  /** Keeps what was read as the connection's snapshot, and remembers corrected columns. */
  apply: procedure({
    request: z.strictObject({ previewId }),
    response: z.strictObject({
      outcome: syncOutcome,
      duplicates: z.array(z.strictObject({ name: z.string(), count: z.int().min(2) })),
    }),
    errors: ['vault-locked', 'preview-not-found', 'connection-not-found', 'conflict'],
  }),
  discard: procedure({
    request: z.strictObject({ previewId }),
    response: z.strictObject({}),
    errors: ['vault-locked'],
  }),
};
