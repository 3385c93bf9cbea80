import { useVirtualizer } from '@tanstack/react-virtual';
import { CalendarCheck2 } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { InboxItem } from '#shared/contract/inbox.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { showKey } from '../../stores/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import {
  detailOf,
  entriesOf,
  type InboxEntry,
  precisionOf,
  sentenceOf,
  summaryOf,
  urgencyOf,
  whenText,
} from './inbox-words.ts';

const ROW_PX = 60;

/** What is due, most urgent first, each with one main action. */
export function InboxScreen() {
  const { items, error, reload } = useInbox();
  const now = useNow();
  return (
    <div className="screen inbox">
      <header className="screen-header">
        <h1>
          Inbox {items === null || items.length === 0 ? null : <span className="faint">{summaryOf(items, now)}</span>}
        </h1>
      </header>
      {items === null ? (
        error === null ? (
          <LoadingState label="Looking at what is due…" />
        ) : (
          <ErrorState title="The inbox could not be read" message={error} onRetry={reload} />
        )
      ) : items.length === 0 ? (
        <EmptyState icon={CalendarCheck2} tone="good" title="Nothing needs you">
          No key expires or is due for rotation in the next weeks. What comes due shows up here in time.
        </EmptyState>
      ) : (
        <InboxList entries={entriesOf(items)} now={now} />
      )}
    </div>
  );
}

function InboxList({ entries, now }: { readonly entries: readonly InboxEntry[]; readonly now: number }) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => entries[index]?.item.id ?? index,
    overscan: 8,
  });
  return (
    <div ref={scroller} className="inbox-scroll">
      <ul className="inbox-list" style={{ height: virtualizer.getTotalSize() + 2 }}>
        {virtualizer.getVirtualItems().map((row) => {
          const entry = entries[row.index];
          if (entry === undefined) return null;
          return (
            <li
              key={row.key}
              className="inbox-row"
              data-urgency={urgencyOf(entry.item, now)}
              style={{ transform: `translateY(${row.start}px)`, height: row.size }}
              aria-posinset={row.index + 1}
              aria-setsize={entries.length}
            >
              <InboxLine entry={entry} now={now} first={row.index === 0} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function InboxLine({
  entry: { item, others },
  now,
  first,
}: {
  readonly entry: InboxEntry;
  readonly now: number;
  /** The most urgent one has the screen's main button. */
  readonly first: boolean;
}) {
  const { name, rest } = sentenceOf(item, now);
  const show = (
    <Button
      variant={item.action === 'show-key' && first ? 'primary' : 'default'}
      aria-label={`Show ${name} in ${item.environment}`}
      onClick={() => showKey(item.keyId)}
    >
      Show
    </Button>
  );
  return (
    <>
      <time
        className="inbox-when"
        dateTime={new Date(item.dueAt).toISOString()}
        title={formatExact(item.dueAt, precisionOf(item.dueAt))}
      >
        {whenText(item.dueAt, now)}
      </time>
      <div className="inbox-texts">
        <p className="truncate" title={`${name} ${rest}`}>
          <strong>{name}</strong> {rest}
        </p>
        <p className="inbox-detail truncate">{detailOf(item, now, others)}</p>
      </div>
      <span className="inbox-actions">
        {item.action === 'replace-value' ? (
          <Button
            variant={first ? 'primary' : 'default'}
            aria-label={`Set new value of ${name} in ${item.environment}`}
            onClick={() => openDialog({ kind: 'set-value', keyId: item.keyId })}
          >
            Set new value…
          </Button>
        ) : null}
        {show}
      </span>
    </>
  );
}

/** What is due now, read again whenever the vault changes or the day does. */
function useInbox(): {
  readonly items: readonly InboxItem[] | null;
  readonly error: string | null;
  readonly reload: () => void;
} {
  const [items, setItems] = useState<readonly InboxItem[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const turn = useRef(0);
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const result = await call(engine().inbox.list({}));
    if (own !== turn.current) return;
    if (result.ok) {
      setItems(result.value.items);
      setError(null);
    } else {
      setError(result.error.message);
    }
  }, []);
  const hour = Math.floor(useNow() / 3_600_000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hour is the reason to read again
  useEffect(() => {
    void load();
    return onEngineEvent('vault-changed', () => void load());
  }, [load, hour]);
  return { items, error, reload: () => void load() };
}
