/** The languages in which titles, dates and statuses of pages are read. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'ja', 'zh', 'ko', 'ar'] as const;

/** The digits of Arabic, Persian and Indian scripts as those of ours; full-width ones are for `normalize('NFKC')`. */
export function latinDigits(text: string): string {
  if (!/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/.test(text)) return text;
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code >= 0x966 ? code - 0x966 : code >= 0x6f0 ? code - 0x6f0 : code - 0x660);
  });
}

/**
 * A text for comparing: lower case, our digits, no direction marks, no accents, one kind of space and apostrophe, no sorting arrows or marks at its ends.
 * Japanese and Korean keep their marks, which make other letters.
 */
export function folded(text: string): string {
  return (
    latinDigits(text)
      .normalize('NFKC')
      .toLowerCase()
      .normalize('NFD')
      // Accents, and the vowel signs and hamzas of Arabic, which are written or not.
      .replace(/[\u0300-\u036f\u064b-\u0655\u0670\u200e\u200f\u061c]/g, '')
      .normalize('NFC')
      .replaceAll('ł', 'l')
      .replace(/[’‘`´]/g, "'")
      .replace(/\s+/g, ' ')
      .replace(/^[\s:*•▲▼↑↓⇅↕]+|[\s:*•▲▼↑↓⇅↕?]+$/g, '')
  );
}
