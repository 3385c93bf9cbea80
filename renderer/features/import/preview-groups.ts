import type { ImportPreview } from '#shared/contract/imports.ts';

export type PreviewEntry = ImportPreview['entries'][number];
export type Outcome = PreviewEntry['outcome'];

/** The order in which a person wants to see them: what would change the vault first. */
export const OUTCOMES: readonly Outcome[] = ['new', 'changed', 'elsewhere', 'unread', 'not-a-secret', 'same'];

export const OUTCOME_LABELS: Readonly<Record<Outcome, string>> = {
  new: 'New',
  changed: 'Changed',
  same: 'Same',
  'not-a-secret': 'Not a secret',
  elsewhere: 'Another tool’s',
  unread: 'Not read',
};

export type PreviewRow =
  | { readonly type: 'heading'; readonly outcome: Outcome; readonly count: number }
  | { readonly type: 'entry'; readonly entry: PreviewEntry };

export type Grouped = {
  /** Headings and entries in the order of the list. */
  readonly rows: readonly PreviewRow[];
  readonly counts: Readonly<Record<Outcome, number>>;
};

/** Groups a preview's entries by what would happen to them, each group in the file's order. */
export function groupPreview(entries: readonly PreviewEntry[]): Grouped {
  const counts: Record<Outcome, number> = {
    new: 0,
    changed: 0,
    same: 0,
    'not-a-secret': 0,
    elsewhere: 0,
    unread: 0,
  };
  const byOutcome = new Map<Outcome, PreviewEntry[]>();
  for (const entry of entries) {
    counts[entry.outcome] += 1;
    const group = byOutcome.get(entry.outcome);
    if (group) group.push(entry);
    else byOutcome.set(entry.outcome, [entry]);
  }
  const rows: PreviewRow[] = [];
  for (const outcome of OUTCOMES) {
    const group = byOutcome.get(outcome);
    if (!group) continue;
    rows.push({ type: 'heading', outcome, count: group.length });
    for (const entry of group) rows.push({ type: 'entry', entry });
  }
  return { rows, counts };
}

/** Whether taking an entry in would do anything. */
export function isChoosable(entry: PreviewEntry): boolean {
  return entry.outcome !== 'same' && entry.outcome !== 'unread';
}

/** What is chosen at first: everything that is new or changed and a secret. */
export function firstChoice(entries: readonly PreviewEntry[]): ReadonlySet<number> {
  return new Set(entries.filter(({ outcome }) => outcome === 'new' || outcome === 'changed').map(({ index }) => index));
}

/** How much of a group is chosen. */
export function chosenOf(
  entries: readonly PreviewEntry[],
  outcome: Outcome,
  chosen: ReadonlySet<number>,
): boolean | 'indeterminate' {
  const group = entries.filter((entry) => entry.outcome === outcome);
  const count = group.filter(({ index }) => chosen.has(index)).length;
  if (count === 0) return false;
  return count === group.length ? true : 'indeterminate';
}

/** The choice with a whole group taken in or left out. */
export function chooseGroup(
  entries: readonly PreviewEntry[],
  outcome: Outcome,
  chosen: ReadonlySet<number>,
  wanted: boolean,
): ReadonlySet<number> {
  const next = new Set(chosen);
  for (const entry of entries) {
    if (entry.outcome !== outcome || !isChoosable(entry)) continue;
    if (wanted) next.add(entry.index);
    else next.delete(entry.index);
  }
  return next;
}

/** The readings that a person chose, by entry. */
export type ChosenReadings = ReadonlyMap<number, number>;

/** The entries as they are with the chosen readings. */
export function withReadings(entries: readonly PreviewEntry[], chosen: ChosenReadings): readonly PreviewEntry[] {
  if (chosen.size === 0) return entries;
  return entries.map((entry) => {
    const place = chosen.get(entry.index);
    const reading = place === undefined ? undefined : entry.readings[place];
    if (place === undefined || reading === undefined) return entry;
    const { readers: _readers, says: _says, ...judgement } = reading;
    return { ...entry, ...judgement, reading: place };
  });
}
