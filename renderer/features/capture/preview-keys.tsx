import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, formatExact } from '../../ui/format-time.ts';
import { endsOf, shortScopes } from '../inventory/drift-words.ts';
import { RemoteStatusMark } from '../inventory/remote-status.tsx';

const ROW_PX = 30;

/** The keys as they would be kept: each date as it was understood, and in quotes where it could not be. */
export function PreviewKeys({ keys, count }: { readonly keys: readonly RemoteKeyDraft[]; readonly count: number }) {
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: keys.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  return (
    <section className="captured-list" aria-label="How the keys would be kept">
      <header className="captured-list-head">
        <h3>How they would be kept</h3>
        {count > keys.length ? (
          <span className="faint">
            the first {formatCount(keys.length)} of {formatCount(count)}
          </span>
        ) : null}
      </header>
      <div className="draft-frame">
        <div className="draft-line draft-head" aria-hidden="true">
          {['Name', 'Shown part', 'Status', 'Scopes', 'Created', 'Last used', 'Expires'].map((title) => (
            <span key={title}>{title}</span>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section ref={scroller} className="draft-scroll" tabIndex={0} aria-label="Keys">
          <ul className="virtual-space" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map((item) => {
              const draft = keys[item.index];
              return draft === undefined ? null : (
                <li
                  key={item.key}
                  className="draft-line"
                  style={{ transform: `translateY(${item.start}px)`, height: item.size }}
                  aria-posinset={item.index + 1}
                  aria-setsize={keys.length}
                >
                  <DraftLine draft={draft} />
                </li>
              );
            })}
          </ul>
        </section>
      </div>
    </section>
  );
}

function DraftLine({ draft }: { readonly draft: RemoteKeyDraft }) {
  const ends = endsOf(draft);
  return (
    <>
      <span className="truncate draft-name" title={draft.name}>
        {draft.name === '' ? <span className="faint">without a name</span> : draft.name}
      </span>
      <span className="truncate mono muted">{ends}</span>
      <span className="truncate">
        <RemoteStatusMark remote={{ ...draft, missingAt: null, goneAt: null }} />
      </span>
      <span className="truncate muted" title={draft.scopes?.join(', ')}>
        {shortScopes(draft.scopes ?? [])}
      </span>
      <DraftDate date={draft.created} called="created" />
      <DraftDate date={draft.lastUsed} called="last used" />
      <DraftDate date={draft.expires} called="expires" />
    </>
  );
}

function DraftDate({ date, called }: { readonly date: RemoteKeyDraft['expires']; readonly called: string }) {
  const told = <span className="visually-hidden">{called} </span>;
  if (date === null) return <span />;
  if (date === 'never') return <span className="truncate muted">{told}never</span>;
  if (date.at === null) {
    return (
      <span
        className="truncate unread-date"
        title="Could not be read as a date for certain; it is kept as it is written."
      >
        {told}“{date.text}”
      </span>
    );
  }
  const precision = date.precision === 'day' ? 'day' : 'instant';
  return (
    <span className="truncate muted" title={`${formatExact(date.at, precision)}, read from “${date.text}”`}>
      {told}
      {date.precision === 'relative' ? 'about ' : ''}
      {formatDay(date.at, precision)}
    </span>
  );
}
