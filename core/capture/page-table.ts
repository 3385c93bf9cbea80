import type { Extent } from './read-extent.ts';

/**
 * What a node must have to be read: a small part of the DOM, so that a browser's document and a parsed file are read by
 * the same function. `checkVisibility` and `querySelector` are asked where they exist.
 */
export interface PageNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly textContent: string | null;
  readonly firstChild: PageNode | null;
  readonly nextSibling: PageNode | null;
}

export interface PageElement extends PageNode {
  readonly localName: string;
  readonly firstElementChild: PageElement | null;
  readonly nextElementSibling: PageElement | null;
  getAttribute(name: string): string | null;
  hasAttribute(name: string): boolean;
  hasAttributes(): boolean;
  /** An open shadow tree, which is what is shown instead of the children. */
  readonly shadowRoot?: { readonly firstChild: PageNode | null; readonly firstElementChild: PageElement | null } | null;
  checkVisibility?(options?: { visibilityProperty?: boolean }): boolean;
  querySelector?(selectors: string): PageElement | null;
  matches?(selectors: string): boolean;
}

export interface PageDocument {
  readonly documentElement: PageElement | null;
  /** Where the document is shown. */
  readonly defaultView?: {
    getComputedStyle(element: PageElement): { readonly display: string; readonly visibility: string };
  } | null;
}

/** How much is read; what is left out is named in `outcomes`. */
export type ReadLimits = Readonly<{
  /** Rows of all tables together, at most 50,000. */
  rows: number;
  /** UTF-16 code units of a cell, title, heading or action. */
  cellCharacters: number;
  columns: number;
  tables: number;
  /** Elements that are looked at; it bounds the time. */
  nodes: number;
}>;

/** A cell's text (lines apart by "\n"), with what a `<time>` or a title says about it where something does. */
export type PageCell = string | Readonly<{ text: string; datetime?: string; title?: string }>;

export type PageTable = Readonly<{
  kind: 'table' | 'grid' | 'list' | 'cards' | 'description';
  /** The table's own caption or label, and the heading before it; empty where there is none. */
  caption: string;
  heading: string;
  /** Titles from left to right, empty where a column has none. */
  columns: readonly string[];
  /** As many cells in every row as there are columns. */
  rows: readonly (readonly PageCell[])[];
  /** What can be done with each row (Revoke, Delete, …); what is disabled is left out. */
  actions: readonly (readonly string[])[];
  /** Whether the page holds more rows than are in the document, and how they would be shown. */
  more: 'none' | 'next-page' | 'load-more' | 'infinite';
  /** How many rows the page itself says there are, where it does. */
  total: number | null;
}>;

/**
 * - `no-list`: nothing on the page is a list; `sign-in`: and it asks for a password.
 * - `empty-list`: there are lists, and none has a row; `several-lists`: more than one has rows.
 * - `rows-cut`, `columns-cut`, `cells-cut`, `tables-cut`, `nodes-cut`, `depth-cut`: a limit was reached.
 * - `secrets-cut`: a cell held what looks like a whole secret, of which only the visible start was kept.
 * - `searched`: a field to search or filter by has something in it; `loading`: a part of the page says that it still loads.
 */
export type PageOutcome =
  | 'no-list'
  | 'sign-in'
  | 'empty-list'
  | 'several-lists'
  | 'rows-cut'
  | 'columns-cut'
  | 'cells-cut'
  | 'tables-cut'
  | 'nodes-cut'
  | 'depth-cut'
  | 'secrets-cut'
  | 'searched'
  | 'loading';

/** A short text beside the lists that may say how much of a list is shown: it holds a number, or speaks of a filter. */
export type PageNote = Readonly<{
  /** How many lists come before it. */
  after: number;
  /** The heading over it; empty where there is none. */
  heading: string;
  text: string;
  /** It is a button, link or tab; `current`: the one of what is shown. */
  control?: true;
  current?: true;
}>;

export type PageReading = Readonly<{
  tables: readonly PageTable[];
  notes: readonly PageNote[];
  /**
   * What an API's answer says about whether more of the list follows; absent where it says nothing. `isFirst`: it says as well
   * that nothing comes before.
   */
  continues?: Readonly<{ more: boolean; isFirst?: boolean; text: string }>;
  /** What an answer says that it was narrowed by, such as `filter`; absent where it says nothing. */
  narrowedBy?: string;
  /** How it shows that a file ends before the list does; absent where it does not. */
  endsEarly?: string;
  /** What an API's answer says of how much of the list it is. */
  extents?: readonly Extent[];
  /** The page's language as it declares it; empty where it does not. */
  lang: string;
  truncated: boolean;
  outcomes: readonly PageOutcome[];
  limits: ReadLimits;
  visited: number;
}>;

/** The text of a cell. */
export function cellText(cell: PageCell | undefined): string {
  if (cell === undefined) return '';
  return typeof cell === 'string' ? cell : cell.text;
}
