import { closingQuote } from '../dotenv.ts';
import { LineCounter, lineEnd, type ReadEntry, type ReadFile, withPlainLineEnds } from './reader.ts';

const ASSIGNMENT = /[^\S\n]*(?:export\s+)?([\w.-]+)(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)/y;

/**
 * What the dotenv package of Node.js reads (version 16, the expression `LINE` of its lib/main.js). It never fails: a line
 * that it does not understand is passed over, and a quote that is not closed belongs to the value. An unquoted value ends
 * at the first "#", with or without a space before it. Nothing is expanded: that is another package's (dotenv-expand).
 */
export function readAsNodeDotenv(source: string): ReadFile {
  const text = withPlainLineEnds(source);
  const lines = new LineCounter(text);
  const entries: ReadEntry[] = [];
  for (let at = 0; at < text.length; ) {
    ASSIGNMENT.lastIndex = at;
    const name = ASSIGNMENT.exec(text)?.[1];
    if (name === undefined) {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const start = ASSIGNMENT.lastIndex;
    const line = lines.at(at);
    const closing = /["'`]/.test(text.charAt(start)) ? closingQuote(text, start) : null;
    if (typeof closing === 'number') {
      entries.push({ name, line, open: false, value: unquoted(text.slice(start, closing + 1)) });
      at = lineEnd(text, closing) + 1;
    } else {
      const end = lineEnd(text, start);
      const rest = text.slice(start, end);
      const hash = rest.indexOf('#');
      entries.push({ name, line, open: false, value: unquoted((hash === -1 ? rest : rest.slice(0, hash)).trim()) });
      at = end + 1;
    }
  }
  return { entries, refusals: [], stopped: null };
}

function unquoted(text: string): string {
  const quote = text.charAt(0);
  const inner = text.length > 1 && /["'`]/.test(quote) && text.endsWith(quote) ? text.slice(1, -1) : text;
  return quote === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner;
}
