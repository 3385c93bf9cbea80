import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { formatCount } from '../../ui/format-count.ts';
import { Spinner } from '../../ui/progress.tsx';
import { Time } from '../../ui/time.tsx';
import { changesText, countOf } from './connection-words.ts';

const WAYS = { api: 'by API', dashboard: 'from the dashboard', file: 'from a file' } as const;

/** The syncs of a connection, newest first, under a line that opens them. */
export function PastSyncs({
  connectionId,
  latest,
}: {
  readonly connectionId: ConnectionId;
  /** When the last one started: a new one is a reason to read again. */
  readonly latest: number | null;
}) {
  const [open, setOpen] = useState(false);
  const [syncs, setSyncs] = useState<readonly SyncOutcome[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sync is the reason to read again
  useEffect(() => {
    if (!open) return;
    let current = true;
    void call(engine().connections.syncs({ connectionId })).then((answer) => {
      if (!current) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setSyncs(answer.value.syncs);
    });
    return () => {
      current = false;
    };
  }, [connectionId, open, latest]);
  return (
    <details className="past-syncs" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} className="past-syncs-mark" aria-hidden="true" />
        Past syncs
      </summary>
      {error !== null ? (
        <p className="past-syncs-note">{error.message}</p>
      ) : syncs === null ? (
        <p className="past-syncs-note" role="status">
          <Spinner size={14} /> Reading…
        </p>
      ) : syncs.length === 0 ? (
        <p className="past-syncs-note">None yet.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard
        <ul className="past-syncs-list" tabIndex={0} aria-label="Past syncs">
          {syncs.map((sync) => (
            <li key={sync.startedAt} data-status={sync.status}>
              <Time at={sync.startedAt} />
              <span className="muted">{WAYS[sync.way]}</span>
              <span className="truncate" title={sync.error?.message}>
                {outcomeText(sync)}
              </span>
              <span className="faint">{tookText(sync)}</span>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

function outcomeText(sync: SyncOutcome): string {
  switch (sync.status) {
    case 'running':
      return 'Running';
    case 'done':
      return `${countOf(sync.seen, 'key')}: ${changesText(sync)}`;
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return sync.error?.message ?? 'Failed';
  }
}

function tookText({ startedAt, finishedAt }: SyncOutcome): string {
  if (finishedAt === null) return '';
  const seconds = (finishedAt - startedAt) / 1000;
  return `${seconds < 10 ? seconds.toFixed(1) : formatCount(Math.round(seconds))} s`;
}
