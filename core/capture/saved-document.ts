import { defaultTreeAdapter, type DefaultTreeAdapterTypes as Parsed, parse } from 'parse5';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PageDocument, PageElement } from './page-table.ts';

/** The longest page or file that is read, in UTF-16 code units. */
export const MAX_FILE_CHARACTERS = 20_971_520;
/** Far more than a page has; each further one would only make parsing slower. */
const MAX_ELEMENTS = 1_500_000;
/** Browsers stop nesting at 512. The parser looks through all open elements for many tags, so depth costs most. */
const MAX_OPEN_ELEMENTS = 1_000;

/** A node with what the reader needs of the DOM and nothing else: no script, style or request can come of it. */
export class SavedNode implements PageElement {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly localName: string;
  readonly #attributes: ReadonlyMap<string, string> | null;
  firstChild: SavedNode | null = null;
  nextSibling: SavedNode | null = null;
  #lastChild: SavedNode | null = null;

  private constructor(
    type: number,
    name: string,
    value: string | null,
    attributes: ReadonlyMap<string, string> | null,
  ) {
    this.nodeType = type;
    this.localName = name;
    this.nodeValue = value;
    this.#attributes = attributes;
  }

  static element(name: string, attributes: ReadonlyMap<string, string> | null = null): SavedNode {
    return new SavedNode(1, name, null, attributes);
  }

  static text(value: string): SavedNode {
    return new SavedNode(3, '', value, null);
  }

  append(child: SavedNode): SavedNode {
    if (this.#lastChild === null) this.firstChild = child;
    else this.#lastChild.nextSibling = child;
    this.#lastChild = child;
    return child;
  }

  get firstElementChild(): SavedNode | null {
    return elementFrom(this.firstChild);
  }

  get nextElementSibling(): SavedNode | null {
    return elementFrom(this.nextSibling);
  }

  get textContent(): string {
    if (this.nodeValue !== null) return this.nodeValue;
    const only = this.firstChild;
    if (only === null) return '';
    if (only.nextSibling === null && only.nodeValue !== null) return only.nodeValue;
    const parts: string[] = [];
    const waiting: SavedNode[] = [this];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node.nodeValue !== null) parts.push(node.nodeValue);
      const children: SavedNode[] = [];
      for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
      for (const child of children.reverse()) waiting.push(child);
    }
    return parts.join('');
  }

  getAttribute(name: string): string | null {
    return this.#attributes?.get(name) ?? null;
  }

  hasAttribute(name: string): boolean {
    return this.#attributes?.has(name) ?? false;
  }

  hasAttributes(): boolean {
    return this.#attributes !== null;
  }
}

function elementFrom(node: SavedNode | null): SavedNode | null {
  let next = node;
  while (next !== null && next.nodeType !== 1) next = next.nextSibling;
  return next;
}

/** What is thrown through the parser, which has no other way to be stopped. */
class TooComplex extends Error {}

/**
 * Parses HTML as a browser does (the WHATWG algorithm, by parse5) into nodes that only can be read. Scripts are text.
 * Fails with `page-too-large` (over 20 MiB) and `page-too-complex` (nested or repeated beyond what a page needs).
 */
export function parsePage(html: string): Result<PageDocument, 'page-too-large' | 'page-too-complex'> {
  if (html.length > MAX_FILE_CHARACTERS) return failure('page-too-large', 'The page is larger than 20 MiB.');
  let elements = 0;
  let open = 0;
  const treeAdapter: typeof defaultTreeAdapter = {
    ...defaultTreeAdapter,
    createElement: (name, namespace, attributes) => {
      elements += 1;
      if (elements > MAX_ELEMENTS) throw new TooComplex();
      return defaultTreeAdapter.createElement(name, namespace, attributes);
    },
    onItemPush: () => {
      open += 1;
      if (open > MAX_OPEN_ELEMENTS) throw new TooComplex();
    },
    onItemPop: () => {
      open -= 1;
    },
  };
  try {
    return success({ documentElement: toSaved(parse(html, { treeAdapter, scriptingEnabled: true })) });
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    return failure('page-too-complex', 'The page is nested too deeply or has too many elements to be read.');
  }
}

function toSaved(document: Parsed.Document): SavedNode | null {
  const html = document.childNodes.find((node) => node.nodeName === 'html');
  if (html === undefined || !('attrs' in html)) return null;
  const root = copyOf(html);
  const waiting: { from: Parsed.Element; to: SavedNode }[] = [{ from: html, to: root }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of next.from.childNodes) {
      if ('attrs' in child) waiting.push({ from: child, to: next.to.append(copyOf(child)) });
      else if ('value' in child) next.to.append(SavedNode.text(child.value));
    }
  }
  return root;
}

function copyOf({ tagName, attrs }: Parsed.Element): SavedNode {
  return SavedNode.element(
    tagName,
    attrs.length === 0 ? null : new Map(attrs.map(({ name, value }) => [name.toLowerCase(), value])),
  );
}

/** A document of one table, so that rows out of a file are read, limited and cut by the same reader as a page. */
export function documentOf(rows: readonly (readonly string[])[], hasTitles: boolean, caption = ''): PageDocument {
  const root = SavedNode.element('html');
  const table = root.append(SavedNode.element('body')).append(SavedNode.element('table'));
  if (caption !== '') table.append(SavedNode.element('caption')).append(SavedNode.text(caption));
  rows.forEach((cells, index) => {
    const section = table.append(SavedNode.element(index === 0 && hasTitles ? 'thead' : 'tbody'));
    const row = section.append(SavedNode.element('tr'));
    for (const text of cells) row.append(SavedNode.element('td')).append(SavedNode.text(text));
  });
  return { documentElement: root };
}
