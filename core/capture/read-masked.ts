/** The visible start and end of a value. */
export type VisibleParts = Readonly<{ prefix: string; suffix: string }>;

/** Providers that show the most show twelve characters at the start; what is longer may be more than a start. */
const MOST_SHOWN = 12;
const MASK = /[•●∙·⋅∗*＊…⋯‥▪■█▮○◦⬤]+|\.{2,}|(?<![a-z])x{4,}(?![a-z])|(?<![A-Z])X{4,}(?![A-Z])|_{4,}|-{4,}|#{3,}/g;
const ENDING =
  /(?:ending|ends) (?:in|with) (\S{2,12})$|(?:endet|endend) (?:auf|mit) (\S{2,12})$|(?:se terminant|terminant) par (\S{2,12})$|termina(?:da)? en (\S{2,12})$/i;

/** Whether a text has characters that stand for others. */
export function isMasked(text: string): boolean {
  return text.search(MASK) !== -1;
}

/**
 * Reads a masked value: `nrx_Ks7dF2xW…`, `sk_••••9xYz`, `nmk_live_12****cdef`, `…1234`. A value without a mask gives
 * what may be shown of it, its start: never more than 12 characters, and of a long one never more than a third.
 */
export function readMasked(text: string): VisibleParts {
  const line = text.trim();
  const ending = ENDING.exec(line);
  if (ending !== null)
    return { prefix: '', suffix: printable(ending.slice(1).find((part) => part !== undefined) ?? '') };
  const words = line.split(/\s+/);
  const masked = words.filter(isMasked);
  if (masked.length === 0)
    return { prefix: startOf(words.find((word) => /[\d_]/.test(word)) ?? words[0] ?? ''), suffix: '' };
  // "sk_ •••• •••• 9xYz": the parts of one value may be apart.
  const only = masked.length === 1 && masked[0]?.replace(MASK, '') !== '' ? (masked[0] ?? '') : words.join('');
  const masks = [...only.matchAll(MASK)];
  const [first, last] = [masks[0], masks.at(-1)];
  if (first === undefined || last === undefined) return { prefix: '', suffix: '' };
  return {
    prefix: printable(only.slice(0, first.index)).slice(0, 40),
    // In "xxxx-xxxx-1234" the dash belongs to the mask.
    suffix: printable(only.slice(last.index + last[0].length))
      .replace(/x$/i.test(last[0]) ? /^[-_ ]+/ : /^(?!)/, '')
      .slice(-MOST_SHOWN),
  };
}

function startOf(word: string): string {
  const value = printable(word);
  return value.length <= MOST_SHOWN
    ? value
    : value.slice(0, Math.min(MOST_SHOWN, Math.max(4, Math.floor(value.length / 3))));
}

function printable(text: string): string {
  return /^[\x21-\x7e]*$/.test(text) ? text : text.replace(/[^\x21-\x7e]/g, '');
}
