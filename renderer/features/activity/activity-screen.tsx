import { useVirtualizer } from '@tanstack/react-virtual';
import { History, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { showKey } from '../../stores/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { localDay } from '../../ui/format-time.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ActivityLine } from './activity-line.tsx';
import { filterEntries, groupByDay } from './activity-rows.ts';
import type { ActivityGroup } from './activity-words.ts';
import { useActivity } from './use-activity.ts';
import { type Verified, VerifyButton, VerifyResult } from './verify-button.tsx';

const PAGE = 500;
const ROW_PX = 34;
const DAY_PX = 38;
/** The next page is read when fewer rows than this are left to scroll. */
const READ_AHEAD_ROWS = 60;

/** What was revealed, copied, changed and exported: a log that shows when somebody meddles with it. */
export function ActivityScreen() {
  const { entries, more, loading, error, loadMore, reload } = useActivity(PAGE);
  const [group, setGroup] = useState<ActivityGroup | 'all'>('all');
  const [text, setText] = useState('');
  const [verified, setVerified] = useState<Verified | null>(null);
  const now = useNow();
  const today = localDay(now);
  const scroller = useRef<HTMLDivElement>(null);
  // Headings change with the day, not with the clock.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `today` stands for `now`
  const rows = useMemo(() => groupByDay(filterEntries(entries ?? [], group, text), now), [entries, group, text, today]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'day' ? DAY_PX : ROW_PX),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
  });
  const shown = virtualizer.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && !loading && error === null && last >= rows.length - READ_AHEAD_ROWS) loadMore();
  });

  return (
    <div className="screen activity">
      <header className="screen-header">
        <h1>Activity</h1>
        <Segmented
          label="What to show"
          value={group}
          onChange={setGroup}
          options={[
            { value: 'all', label: 'All' },
            { value: 'values', label: 'Values used' },
            { value: 'changes', label: 'Changes' },
            { value: 'vault', label: 'Vault' },
          ]}
        />
        <TextField
          label="Filter activity"
          labelHidden
          icon={Search}
          className="screen-filter"
          placeholder="Filter"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <VerifyButton onVerified={setVerified} />
      </header>
      {verified === null ? null : (
        <div className="screen-notes">
          <VerifyResult verified={verified} />
        </div>
      )}
      {entries === null ? (
        error === null ? (
          <LoadingState label="Reading the log…" />
        ) : (
          <ErrorState title="The log could not be read" message={error} onRetry={reload} />
        )
      ) : rows.length === 0 ? (
        loading ? (
          <LoadingState label="Looking further back…" />
        ) : (
          <EmptyState
            icon={History}
            title={entries.length === 0 ? 'Nothing has happened yet' : 'Nothing fits'}
            actions={
              entries.length === 0 ? undefined : (
                <Button
                  onClick={() => {
                    setText('');
                    setGroup('all');
                  }}
                >
                  Show everything
                </Button>
              )
            }
          >
            {entries.length === 0
              ? 'Whatever is revealed, copied, changed or exported will be listed here.'
              : 'No entry of the log has these words.'}
          </EmptyState>
        )
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard
        <section ref={scroller} className="activity-scroll" aria-label="Log, newest first" tabIndex={0}>
          <div className="virtual-space" style={{ height: virtualizer.getTotalSize() }}>
            {shown.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const style = { transform: `translateY(${item.start}px)`, height: item.size };
              if (row.type === 'day') {
                return (
                  <h2 key={item.key} className="activity-day" style={style}>
                    {row.text}
                  </h2>
                );
              }
              const { keyId } = row.entry;
              return (
                <div key={item.key} className="activity-row" style={style}>
                  <ActivityLine entry={row.entry} {...(keyId === null ? {} : { onShow: () => showKey(keyId) })} />
                </div>
              );
            })}
          </div>
          {error === null ? null : <p className="activity-error">{error}</p>}
        </section>
      )}
    </div>
  );
}
