import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RemoteKeyDraft, remoteKeyDraft } from '#shared/domain/remote-key.ts';
import { type CapturedPages, capturePages } from '../captured-pages.ts';
import { decodeText } from '../decode-text.ts';
import { readFile } from '../read-file.ts';
import type { CaptureHints } from '../to-drafts.ts';

export const NOW = Date.UTC(2026, 10, 29, 12);
const LISTINGS = join(import.meta.dirname, '..', 'fixtures', 'listings');

/** The text of a listing of the fixtures. */
export function listing(name: string): string {
  const text = decodeText(readFileSync(join(LISTINGS, name)));
  if (!text.ok) throw new Error(text.error.message);
  return text.value;
}

/** What texts, the pages of one list, hold. */
export function captureTexts(texts: readonly string[], hints: CaptureHints = {}): CapturedPages {
  const captured = capturePages(
    texts.map((text) => {
      const read = readFile(text);
      if (!read.ok) throw new Error(`${read.error.code}: ${read.error.message}`);
      return { reading: read.value, readAt: NOW };
    }),
    hints,
  );
  for (const draft of captured.drafts) remoteKeyDraft.parse(draft);
  return captured;
}

/** A date of a draft as its day, or the text where it could not be read. */
export function dayOf(date: RemoteKeyDraft['lastUsed']): string | null {
  if (date === null || date === 'never') return date;
  return date.at === null ? `? ${date.text}` : new Date(date.at).toISOString().slice(0, 10);
}
