import { useId } from 'react';
import type { CapturedColumn, CapturedListView, CaptureField } from '#shared/domain/capture.ts';
import { Checkbox } from '../../ui/choices.tsx';
import { classNames } from '../../ui/class-names.ts';
import { formatCount } from '../../ui/format-count.ts';
import { Select } from '../../ui/select.tsx';
import { FIELD_OPTIONS, reasonWords } from './capture-words.ts';

/** One list of the page: whether its rows are keys, what each column is taken for and why, and its first rows as they stand there. */
export function PreviewList({
  list,
  position,
  alone,
  collapsed,
  busy,
  onIncluded,
  onField,
}: {
  readonly list: CapturedListView;
  /** From 1. */
  readonly position: number;
  readonly alone: boolean;
  /** Only its title and tick. */
  readonly collapsed: boolean;
  readonly busy: boolean;
  readonly onIncluded: (included: boolean) => void;
  readonly onField: (column: number, field: CaptureField) => void;
}) {
  const id = useId();
  const name = list.title === '' ? (alone ? 'The list' : `List ${position}`) : list.title;
  const rows = list.rowCount === 1 ? '1 row' : `${formatCount(list.rowCount)} rows`;
  return (
    <section className="captured-list" aria-labelledby={id} data-included={list.included || undefined}>
      <header className="captured-list-head">
        <h3 id={id}>
          {name} <span className="faint">{rows}</span>
        </h3>
        <Checkbox label="These are keys" checked={list.included} disabled={busy} onChange={onIncluded} />
      </header>
      {collapsed ? null : <ListTable list={list} name={name} onField={onField} />}
    </section>
  );
}

function ListTable({
  list,
  name,
  onField,
}: {
  readonly list: CapturedListView;
  readonly name: string;
  readonly onField: (column: number, field: CaptureField) => void;
}) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard */}
      <section className="captured-table" aria-label={`Columns of ${name}`} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {list.columns.map((column) => (
                <ColumnHead key={column.index} column={column} onField={(field) => onField(column.index, field)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {list.sample.map((row, rowIndex) => (
              // Rows of a sample have no other identity than their place.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <tr key={rowIndex}>
                {list.columns.map(({ index, field }) => (
                  <td
                    key={index}
                    className={classNames(
                      (field === null || field === 'ignore') && 'captured-left-out',
                      (field === 'key' || field === 'suffix' || field === 'remoteId') && 'mono',
                    )}
                    title={row[index]}
                  >
                    {row[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {list.rowCount > list.sample.length ? (
        <p className="captured-more">and {formatCount(list.rowCount - list.sample.length)} more rows</p>
      ) : null}
    </>
  );
}

function ColumnHead({
  column: { index, title, field, reason },
  onField,
}: {
  readonly column: CapturedColumn;
  readonly onField: (field: CaptureField) => void;
}) {
  const name = title === '' ? `Column ${index + 1}` : title;
  return (
    <th scope="col" data-kept={(field !== null && field !== 'ignore') || undefined}>
      <span className="captured-title truncate" title={name}>
        {name}
      </span>
      <Select
        label={`What the column “${name}” is`}
        labelHidden
        className="captured-field"
        value={field ?? 'ignore'}
        options={FIELD_OPTIONS}
        onChange={onField}
      />
      <span className="captured-reason">{reasonWords(field === null ? 'not-recognised' : reason)}</span>
    </th>
  );
}
