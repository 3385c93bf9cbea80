import type { CaptureField, CapturePreview, ColumnReason } from '#shared/domain/capture.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { formatCount } from '../../ui/format-count.ts';

/** What a column can be, in the order in which the choice offers it. */
export const FIELD_LABELS: Readonly<Record<CaptureField, string>> = {
  name: 'Name',
  key: 'Visible part',
  suffix: 'Visible end',
  status: 'Status',
  scopes: 'Scopes',
  created: 'Created',
  createdBy: 'Created by',
  lastUsed: 'Last used',
  expires: 'Expires',
  description: 'Description',
  environment: 'Environment',
  kind: 'Kind',
  remoteId: 'Id',
  ignore: 'Not kept',
};

const FIELDS = Object.keys(FIELD_LABELS) as readonly CaptureField[];
export const FIELD_OPTIONS = FIELDS.map((value) => ({ value, label: FIELD_LABELS[value] }));

/** Why a column is taken for what it is taken for. */
export function reasonWords(reason: ColumnReason): string {
  switch (reason) {
    case 'remembered':
      return 'as you said before';
    case 'definition':
      return 'as its documents name it';
    case 'title':
      return 'by its title';
    case 'title-part':
      return 'by a part of its title';
    case 'content':
      return 'by what is in it';
    case 'position':
      return 'by its place';
    case 'not-recognised':
      return 'not recognised';
  }
}

/**
 * The columns of a list with one of them corrected. A key has one of each fact, so what another column was taken for moves
 * over from there.
 */
export function withField(
  columns: readonly { readonly field: CaptureField | null }[],
  index: number,
  field: CaptureField,
): (CaptureField | null)[] {
  return columns.map((column, place) => {
    if (place === index) return field;
    return column.field === field && field !== 'ignore' ? null : column.field;
  });
}

/** "12 keys: 2 new, 1 changed, 1 gone". */
export function countWords({ keyCount, changes }: Pick<CapturePreview, 'keyCount' | 'changes'>): string {
  const keys = keyCount === 1 ? '1 key' : `${formatCount(keyCount)} keys`;
  return `${keys}: ${changeWords(changes)}`;
}

/** "2 new, 1 changed, 1 not listed, 1 gone"; "nothing new" where nothing would change. */
export function changeWords(changes: Pick<SyncOutcome, 'new' | 'changed' | 'missing' | 'gone'>): string {
  const parts = (['new', 'changed', 'missing', 'gone'] as const)
    .filter((each) => changes[each] > 0)
    .map((each) => `${formatCount(changes[each])} ${each === 'missing' ? 'not listed' : each}`);
  return parts.length === 0 ? 'nothing new' : parts.join(', ');
}

/** What a reading that is not known to be whole means for the known keys that are not in it. */
export function absentWords(absent: number): string {
  if (absent === 0) return 'No known key is missing in it.';
  return absent === 1
    ? '1 known key is not in it, and stays as it was.'
    : `${formatCount(absent)} known keys are not in it, and stay as they were.`;
}

/** Whether there is anything to keep: rows that are taken for keys, or a list that says that there are none. */
export function canApply({ lists, outcome }: Pick<CapturePreview, 'lists' | 'outcome'>): boolean {
  return lists.some(({ included }) => included) || outcome === 'empty-list';
}

/** Whether a reading found no list at all, so that there is nothing to look at but the reason. */
export function foundNothing({ outcome, lists }: Pick<CapturePreview, 'outcome' | 'lists'>): boolean {
  return outcome === 'sign-in' || outcome === 'no-list' || (lists.length === 0 && outcome !== 'empty-list');
}

/** "“CI” is listed 3 times." for the notice after keeping; empty where no name stands twice. */
export function duplicateWords(duplicates: readonly { readonly name: string; readonly count: number }[]): string {
  const [first, ...others] = duplicates;
  if (first === undefined) return '';
  const more = others.length === 0 ? '' : `, and ${formatCount(others.length)} more names stand more than once`;
  return `“${first.name}” is listed ${formatCount(first.count)} times${more}. Each is kept as a key of its own.`;
}
