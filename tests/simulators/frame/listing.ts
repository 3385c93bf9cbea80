import { html, type Markup } from './html.ts';

/** A list of keys before it becomes a table, a grid or cards. */
export interface Listing {
  /** For assistive technology, and the title of a group of cards. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly emptyText: string;
}

export interface Column {
  readonly id: string;
  readonly title: string;
}

export interface Row {
  readonly id: string;
  /** By the column's id. */
  readonly cells: Readonly<Record<string, Markup | string>>;
}

/** What may have happened to a page since somebody wrote down how to read it. */
export const PAGE_VARIANTS = [
  'documented',
  /** The same columns in another order, with one more that nobody knows. */
  'shuffled-columns',
  /** Titles that say nothing. */
  'unknown-titles',
  /** Every title stands over another column's cells. */
  'lying-titles',
  'no-list',
  /** Another list, of people, comes first. */
  'two-lists',
  /** A cell of a million characters. */
  'huge-cell',
  /** Scripts and markup as names. */
  'scripts',
] as const;
export type PageVariant = (typeof PAGE_VARIANTS)[number];

const HUGE_CELL_CHARS = 1_000_000;

/** The lists that the page shows in that variant, first one first. */
export function varied(listing: Listing, variant: PageVariant): readonly Listing[] {
  const { columns, rows } = listing;
  switch (variant) {
    case 'documented':
      return [listing];
    case 'shuffled-columns':
      return [
        {
          ...listing,
          columns: [{ id: 'region', title: 'Region' }, ...[...columns].reverse()],
          rows: rows.map((row) => ({ ...row, cells: { ...row.cells, region: 'eu-central' } })),
        },
      ];
    case 'unknown-titles':
      return [{ ...listing, columns: columns.map((column, index) => ({ ...column, title: `Column ${index + 1}` })) }];
    case 'lying-titles':
      return [
        {
          ...listing,
          columns: columns.map((column, index) => ({
            ...column,
            title: columns[(index + 1) % columns.length]?.title ?? column.title,
          })),
        },
      ];
    case 'no-list':
      return [];
    case 'two-lists':
      return [people(), listing];
    case 'huge-cell':
      return [withFirstCell(listing, 'x'.repeat(HUGE_CELL_CHARS))];
    case 'scripts':
      return [withFirstCell(listing, html`<script>window.captured = true</script><b>=1+1</b>`)];
  }
}

function people(): Listing {
  return {
    label: 'Members',
    columns: [
      { id: 'name', title: 'Name' },
      { id: 'role', title: 'Role' },
    ],
    rows: [
      { id: 'member-1', cells: { name: 'Dana', role: 'Owner' } },
      { id: 'member-2', cells: { name: 'Sam', role: 'Member' } },
    ],
    emptyText: '',
  };
}

function withFirstCell(listing: Listing, content: Markup | string): Listing {
  const [column] = listing.columns;
  const [first, ...rest] = listing.rows;
  if (column === undefined || first === undefined) return listing;
  return { ...listing, rows: [{ ...first, cells: { ...first.cells, [column.id]: content } }, ...rest] };
}
