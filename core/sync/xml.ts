/**
 * Reads the small, flat XML of AWS's query protocol: what stands inside elements of a name, without namespaces, attributes
 * or declarations. No entity but the five of XML is resolved.
 */
export function innerXml(xml: string, element: string): string[] {
  const found: string[] = [];
  const open = new RegExp(`<${element}(?:\\s[^<>]*)?>`, 'g');
  const close = `</${element}>`;
  for (let match = open.exec(xml); match !== null; match = open.exec(xml)) {
    const start = match.index + match[0].length;
    const end = xml.indexOf(close, start);
    if (end < 0) break;
    found.push(xml.slice(start, end));
    open.lastIndex = end + close.length;
  }
  return found;
}

/** The text of the first element of a name; null where there is none or it is empty. */
export function xmlText(xml: string, element: string): string | null {
  const text = innerXml(xml, element)[0]?.trim() ?? '';
  return text === '' || text.includes('<') ? null : decoded(text);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
