import { z } from 'zod';
import type { PageReading, ReadLimits } from './page-table.ts';

/** How much is read of a page that a person looks at: more keys than any account has, in a moment. */
export const DASHBOARD_LIMITS = {
  rows: 5_000,
  cellCharacters: 1_000,
  columns: 50,
  tables: 20,
  nodes: 500_000,
} as const satisfies ReadLimits;

/** UTF-16 code units of all cells together, as of a file. */
const MOST_CHARACTERS = 20_971_520;

const text = z.string().max(DASHBOARD_LIMITS.cellCharacters);
const cell = z.union([text, z.strictObject({ text, datetime: text.optional(), title: text.optional() })]);

const table = z
  .strictObject({
    kind: z.enum(['table', 'grid', 'list', 'cards', 'description']),
    caption: text,
    heading: text,
    columns: z.array(text).max(DASHBOARD_LIMITS.columns),
    rows: z.array(z.array(cell).max(DASHBOARD_LIMITS.columns)).max(DASHBOARD_LIMITS.rows),
    actions: z.array(z.array(text).max(100)).max(DASHBOARD_LIMITS.rows),
    more: z.enum(['none', 'next-page', 'load-more', 'infinite']),
    total: z.int().min(0).nullable(),
  })
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), 'has rows of another length');

const note = z.strictObject({
  after: z.int().min(0),
  heading: z.string().max(200),
  text: z.string().max(200),
  control: z.literal(true).optional(),
  current: z.literal(true).optional(),
});

const reading = z
  .strictObject({
    notes: z.array(note).max(500),
    tables: z.array(table).max(DASHBOARD_LIMITS.tables),
    lang: z.string().max(100),
    truncated: z.boolean(),
    outcomes: z
      .array(
        z.enum([
          'no-list',
          'sign-in',
          'empty-list',
          'several-lists',
          'rows-cut',
          'columns-cut',
          'cells-cut',
          'tables-cut',
          'nodes-cut',
          'depth-cut',
          'secrets-cut',
          'searched',
          'loading',
        ]),
      )
      .max(20),
    limits: z.strictObject({
      rows: z.int(),
      cellCharacters: z.int(),
      columns: z.int(),
      tables: z.int(),
      nodes: z.int(),
    }),
    visited: z.int().min(0),
  })
  .refine(({ tables }) => sum(tables.map(({ rows }) => rows.length)) <= DASHBOARD_LIMITS.rows, 'has too many rows')
  .refine(({ tables }) => charactersIn(tables) <= MOST_CHARACTERS, 'is too large');

/**
 * What came back from a page, which may say anything, as a reading within the limits that were asked for; null where it is
 * none. Nothing of it is in an error.
 */
export function parsePageReading(result: unknown): PageReading | null {
  const parsed = reading.safeParse(result);
  return parsed.success ? (parsed.data as PageReading) : null;
}

function charactersIn(tables: readonly z.output<typeof table>[]): number {
  return sum(
    tables.flatMap(({ rows }) =>
      rows.map((row) => sum(row.map((one) => (typeof one === 'string' ? one.length : one.text.length)))),
    ),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
