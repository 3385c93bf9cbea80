import { randomUUID } from 'node:crypto';
import type { ImportPreview } from '#shared/contract/imports.ts';
import type { PreviewId } from '#shared/domain/ids.ts';
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

/** How many previews are kept; a window shows one at a time. */
const MOST = 4;

/** Keeps the values of open import previews in memory, so that a window can choose among names only. */
export class PreviewShelf {
  readonly #kept = new Map<string, KeptImport>();

  keep(kept: KeptImport): ImportPreview {
    const previewId = randomUUID() as PreviewId;
    this.#kept.set(previewId, kept);
    for (const id of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - MOST))) this.#kept.delete(id);
    return { previewId, ...kept.preview };
  }

  find(previewId: string): KeptImport | null {
    return this.#kept.get(previewId) ?? null;
  }

  discard(previewId: string): void {
    this.#kept.delete(previewId);
  }

  clear(): void {
    this.#kept.clear();
  }
}
