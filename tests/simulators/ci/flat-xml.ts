/** A root element whose children hold text, or one empty element. */
export interface FlatXml {
  readonly root: string;
  readonly children: ReadonlyMap<string, string>;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads it as a strict XML 1.0 reader does: null for what is not well formed, line breaks made one kind, references
 * resolved. The one element that a child may hold is told as its text: `<secret-redacted/>`.
 */
export function readFlatXml(xml: string): FlatXml | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|<!DOCTYPE/.test(xml)) return null;
  const body = xml.replace(/\r\n?/g, '\n').replace(/^<\?xml[^<>]*\?>/, '');
  const whole = /^\s*<([\w.-]+)(?:\s[^<>]*)?>([\s\S]*)<\/\1>\s*$/.exec(body);
  if (whole === null) return null;
  const [, root = '', inner = ''] = whole;
  const children = new Map<string, string>();
  const child = /\s*<([\w.-]+)(?:\s[^<>]*)?(?:\/>|>([^<]*|<[\w-]+\/>)<\/\1>)\s*/y;
  for (let at = 0; at < inner.length; at = child.lastIndex) {
    child.lastIndex = at;
    const match = child.exec(inner);
    if (match === null) return null;
    const [, name = '', content = ''] = match;
    const value = content.startsWith('<') ? content : decoded(content);
    if (value === null || children.has(name)) return null;
    children.set(name, value);
  }
  return { root, children };
}

export function escapedXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function decoded(text: string): string | null {
  let isWhole = true;
  const value = text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));|&/gi,
    (_, hex?: string, digits?: string, name?: string) => {
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      if (name !== undefined && name in ENTITIES) return ENTITIES[name] ?? '';
      if (!Number.isNaN(code) && isCharacter(code)) return String.fromCodePoint(code);
      isWhole = false;
      return '';
    },
  );
  return isWhole ? value : null;
}

function isCharacter(code: number): boolean {
  return (
    [0x9, 0xa, 0xd].includes(code) ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
