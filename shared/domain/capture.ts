import { z } from 'zod';
import { completeness } from './completeness.ts';
import { instant } from './instant.ts';
import { LISTED_FACTS, remoteKeyDraft } from './remote-key.ts';

/** What a column of a captured list can hold of a key. `ignore`: nothing that Keyrail keeps, such as check boxes and buttons. */
export const CAPTURE_FIELDS = ['name', 'key', 'suffix', ...LISTED_FACTS, 'kind', 'remoteId', 'ignore'] as const;
export const captureField = z.enum(CAPTURE_FIELDS);
export type CaptureField = z.output<typeof captureField>;

/** Why a column is taken for what it is taken for; `remembered`: a person said so before. */
export const columnReason = z.enum([
  'remembered',
  'definition',
  'title',
  'title-part',
  'content',
  'position',
  'not-recognised',
]);
export type ColumnReason = z.output<typeof columnReason>;

export const capturedColumn = z.strictObject({
  /** From 0. */
  index: z.int().min(0),
  title: z.string(),
  /** Null: not recognised, and not kept. */
  field: captureField.nullable(),
  confidence: z.number().min(0).max(1),
  reason: columnReason,
});
export type CapturedColumn = z.output<typeof capturedColumn>;

/** One list that a page holds. */
export const capturedList = z.strictObject({
  /** The caption or heading over it; empty where it has none. */
  title: z.string(),
  columns: z.array(capturedColumn),
  /** The first rows, as they stand on the page, for a person to check the columns by. */
  sample: z.array(z.array(z.string())),
  rowCount: z.int().min(0),
  /** Whether its rows are taken for keys. */
  included: z.boolean(),
});
export type CapturedListView = z.output<typeof capturedList>;

/** How reading a page ended; what is no `read` says what to do in `message`. */
export const captureOutcome = z.enum(['read', 'several-lists', 'empty-list', 'no-list', 'no-key-list', 'sign-in']);

export const captureProblem = z.strictObject({
  /** From 1; 0: of the list as a whole. */
  row: z.int().min(0),
  column: z.string(),
  message: z.string(),
});

/** What a capture read, before anything of it is kept. */
export const capturePreview = z.strictObject({
  way: z.enum(['dashboard', 'file']),
  outcome: captureOutcome,
  /** For a person: what was found, or why nothing was and what to do. */
  message: z.string(),
  readAt: instant,
  /** Pages of the list that were read and put together. */
  pages: z.int().min(1),
  /** Whether it is known to be the whole list; only then does anything count as not listed any more. */
  completeness,
  /** Whether a person said that it is. */
  isWhole: z.boolean(),
  lists: z.array(capturedList),
  /** The first of `keyCount` keys. */
  keys: z.array(remoteKeyDraft),
  keyCount: z.int().min(0),
  /** The first of `problemCount`. */
  problems: z.array(captureProblem),
  problemCount: z.int().min(0),
  /** What would change if it were kept. */
  changes: z.strictObject({
    new: z.int().min(0),
    changed: z.int().min(0),
    /** Not in this list for the first time: noted, and not yet gone. */
    missing: z.int().min(0),
    gone: z.int().min(0),
    /** Known keys that are not in it, whatever that means. */
    absent: z.int().min(0),
    same: z.int().min(0),
  }),
});
export type CapturePreview = z.output<typeof capturePreview>;
