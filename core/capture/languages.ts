/** The languages in which titles, dates and statuses of pages are read. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'ja', 'zh', 'ko'] as const;

/**
 * A text for comparing: lower case, no accents, one kind of space and apostrophe, no sorting arrows or marks at its ends.
 * Japanese and Korean keep their marks, which make other letters.
 */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ł', 'l')
    .replace(/[’‘`´]/g, "'")
    .replace(/\s+/g, ' ')
    .replace(/^[\s:*•▲▼↑↓⇅↕]+|[\s:*•▲▼↑↓⇅↕?]+$/g, '');
}
