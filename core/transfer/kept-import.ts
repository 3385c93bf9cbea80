import type { ImportFormat, ImportPreview } from '#shared/contract/imports.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import type { KeyFields } from '../keys/edit-key.ts';

/** One value that may become a key's. */
export type ImportValue = {
  /** Null where the program that the file is read as gives the name none. */
  value: string | null;
  kind: KeyKind;
  /** What the file says of the key besides its value, or what was recognised. */
  fields: KeyFields;
};

/** One readable entry of a file, with its value; it stays in the engine. */
export type ImportEntry = ImportValue & {
  name: string;
  identifier: string | null;
  /** In the order of the preview's `readings`. */
  readings: readonly ImportValue[];
};

/** A preview as the window sees it, with the values behind it and the text that it was read from. */
export type KeptImport = {
  preview: Omit<ImportPreview, 'previewId'>;
  values: readonly ImportEntry[];
  text: string;
  format: ImportFormat;
};
