import type { SecretValue } from '../../ci-system.ts';

/** The kinds of credential that are written, by the class that their XML names. */
export const CREDENTIAL_CLASSES: Readonly<Record<SecretValue['form'], string>> = {
  text: 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl',
  'username-password': 'com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl',
  file: 'org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl',
};

/** A credential's XML: the class, and the elements in it as they are written. */
export type CredentialXml = {
  readonly type: string;
  readonly children: readonly { readonly name: string; readonly outer: string; readonly inner: string }[];
};

const TOKEN =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<\/(?<close>[^\s<>/]+)\s*>|<(?<open>[^\s<>/!?]+)(?:\s+[^\s=<>/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(?<empty>\/?)>|[^<]+/y;

/** Reads a `config.xml`. Null for what is not well formed, and for whatever declares anything: no entity is ever resolved. */
export function readCredential(xml: string): CredentialXml | null {
  const open: { name: string; start: number; innerStart: number }[] = [];
  const children: { name: string; outer: string; inner: string }[] = [];
  let type: string | null = null;
  for (let at = 0; at < xml.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(xml);
    if (match === null) return null;
    const { close, open: opened, empty } = match.groups ?? {};
    const end = at + match[0].length;
    if (opened !== undefined) {
      if (open.length === 0) {
        if (type !== null) return null;
        type = opened;
      }
      if (empty !== '/') open.push({ name: opened, start: at, innerStart: end });
      else if (open.length === 1) children.push({ name: opened, outer: match[0], inner: '' });
    } else if (close !== undefined) {
      const begun = open.pop();
      if (begun?.name !== close) return null;
      if (open.length === 1) {
        children.push({ name: close, outer: xml.slice(begun.start, end), inner: xml.slice(begun.innerStart, at) });
      }
    } else if (open.length === 0 && !match[0].startsWith('<') && match[0].trim() !== '') return null;
    at = end;
  }
  return type === null || open.length > 0 ? null : { type, children };
}

type Kind = Pick<SecretValue, 'form' | 'identifier'>;

/** Elements of a credential that hold its value. `text` is the value as it is sent: of a file, its base64. */
function valueElements({ form, identifier }: Kind, text: string): [name: string, content: string][] {
  switch (form) {
    case 'text':
      return [['secret', text]];
    case 'username-password':
      return [
        ['username', identifier ?? ''],
        ['password', text],
      ];
    case 'file':
      return [
        ...(identifier === null ? [] : [['fileName', identifier] satisfies [string, string]]),
        ['secretBytes', text],
      ];
  }
}

/** XML of a credential that is not there yet. */
export function newCredential(id: string, value: Kind, text: string): string {
  const named = value.form === 'file' && value.identifier === null ? { ...value, identifier: id } : value;
  const elements = [['scope', 'GLOBAL'], ['id', id], ['description', ''], ...valueElements(named, text)] as const;
  return element(
    CREDENTIAL_CLASSES[value.form],
    elements.map(([name, content]) => element(name, escapeXml(content))).join(''),
  );
}

/**
 * XML of a credential with another value. Everything else stays as it was read: description and scope, and what this file does
 * not know. Null where something besides the value is hidden, since sending that back would destroy it.
 */
export function changedCredential(read: CredentialXml, value: Kind, text: string): string | null {
  const changes = new Map(valueElements(value, text));
  const kept = read.children.filter(({ name }) => !changes.has(name));
  if (kept.some(({ outer }) => outer.includes('secret-redacted'))) return null;
  const changed = [...changes].map(([name, content]) => element(name, escapeXml(content)));
  return element(read.type, [...kept.map(({ outer }) => toAscii(outer)), ...changed].join(''));
}

/** Whether XML 1.0 can hold every character: no control characters but tab and line breaks, no U+FFFE, no half characters. */
export function isXmlText(text: string): boolean {
  return /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u.test(text);
}

/** Text of an element. A reader would make a line feed of a carriage return that is not escaped. */
export function escapeXml(text: string): string {
  return toAscii(
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#xd;'),
  );
}

/** No document says in which encoding a body is read that does not name one: in ASCII, every one is the same. */
function toAscii(xml: string): string {
  return xml.replace(/[\u{7f}-\u{10ffff}]/gu, (one) => `&#x${(one.codePointAt(0) ?? 0).toString(16)};`);
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
