import { failure, type Result, success } from '#shared/contract/result.ts';

const HEADERS = /^(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+/;
/** Frames of a page are parts of their own. */
const MOST_PARTS = 50;

/** Whether a text is a page that a browser saved as one file (RFC 2557). */
export function isMhtml(text: string): boolean {
  const head = HEADERS.exec(text.slice(0, 10_000).replaceAll('\r\n', '\n'))?.[0] ?? '';
  return /^mime-version:/im.test(head) && /^content-type:\s*(?:multipart\/|text\/html)/im.test(head);
}

/**
 * The HTML of a page that was saved as one file, that of its frames behind it. Quoted-printable and base64 (RFC 2045) are
 * decoded, in the character set that each part names.
 */
export function htmlOfMhtml(text: string): Result<string[], 'file-no-list'> {
  const { head, body } = split(text.replaceAll('\r\n', '\n'));
  const type = headerOf(head, 'content-type');
  const boundary = /boundary="?([^";\n]{1,200})"?/i.exec(type)?.[1];
  const parts =
    boundary === undefined ? [{ head, body }] : body.split(`\n--${boundary}`).slice(0, MOST_PARTS).map(split);
  // The first boundary may stand at the very beginning.
  const pages = parts
    .filter((part) => /^text\/html/i.test(headerOf(part.head, 'content-type')))
    .map((part) => decoded(part.body, part.head));
  if (pages.length === 0) return failure('file-no-list', 'The saved page holds no HTML. Save the page anew as HTML.');
  return success(pages);
}

function split(part: string): { head: string; body: string } {
  const plain = part.replace(/^\n+/, '').replace(/^--[^\n]*\n/, '');
  const match = HEADERS.exec(plain);
  if (match === null) return { head: '', body: plain };
  return { head: match[0], body: `\n${plain.slice(match[0].length)}` };
}

function headerOf(head: string, name: string): string {
  const unfolded = head.replace(/\n[ \t]+/g, ' ');
  return new RegExp(`^${name}:\\s*(.*)$`, 'im').exec(unfolded)?.[1] ?? '';
}

function decoded(body: string, head: string): string {
  const charset = /charset="?([\w-]{1,40})"?/i.exec(headerOf(head, 'content-type'))?.[1] ?? 'utf-8';
  switch (headerOf(head, 'content-transfer-encoding').trim().toLowerCase()) {
    case 'base64':
      return asText(Buffer.from(body.replace(/\s+/g, ''), 'base64'), charset);
    case 'quoted-printable':
      return asText(quotedPrintable(body), charset);
    default:
      return body;
  }
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/(?<![ \t])[ \t]+$/gm, '').replace(/=\n/g, '');
  const parts: Buffer[] = [];
  let from = 0;
  for (const match of joined.matchAll(/(?:=[\dA-Fa-f]{2})+/g)) {
    parts.push(Buffer.from(joined.slice(from, match.index)), Buffer.from(match[0].replaceAll('=', ''), 'hex'));
    from = match.index + match[0].length;
  }
  parts.push(Buffer.from(joined.slice(from)));
  return Buffer.concat(parts);
}

function asText(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A name that no browser knows.
    return new TextDecoder().decode(bytes);
  }
}
