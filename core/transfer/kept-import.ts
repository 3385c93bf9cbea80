import type { ImportPreview } from '#shared/contract/imports.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import type { KeyFields } from '../keys/edit-key.ts';

/** One readable entry of a file, with its value; it stays in the engine. */
export type ImportEntry = {
  name: string;
  value: string;
  kind: KeyKind;
  /** What the file says of the key besides its value, or what was recognised. */
  fields: KeyFields;
  identifier: string | null;
};

/** A preview as the window sees it, with the values behind it. */
export type KeptImport = { preview: Omit<ImportPreview, 'previewId'>; values: readonly ImportEntry[] };
