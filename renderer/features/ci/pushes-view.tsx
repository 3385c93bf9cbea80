import './push.css';
import { History } from 'lucide-react';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { Receipt } from '#shared/domain/ci.ts';
import { isLayerOpen } from '../../commands/shortcuts.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { Button } from '../../ui/button.tsx';
import { formatExact, formatRelative } from '../../ui/format-time.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { moveInList } from '../providers/list-keys.ts';
import { canPutBack, canResume, countOf, outcomesText } from './ci-words.ts';
import { StepMark } from './marks.tsx';
import { resumePush } from './push-actions.ts';

const AT_MOST = 100;

/** What was pushed, newest first. Enter opens the receipt; what stopped can be gone on with. */
export function PushesView() {
  const { receipts, error, reload } = useReceipts();
  if (receipts === null) {
    if (error === null) return <LoadingState label="Reading past pushes…" />;
    return <ErrorState title="The past pushes could not be read" message={error.message} onRetry={reload} />;
  }
  if (receipts.length === 0) {
    return (
      <EmptyState
        icon={History}
        title="Nothing was pushed yet"
        actions={<Button onClick={() => openDialog({ kind: 'push' })}>Push keys…</Button>}
      >
        Every push leaves a receipt here: what was written where, and the way to put the versions before it back.
      </EmptyState>
    );
  }
  return <ReceiptList receipts={receipts} />;
}

function ReceiptList({ receipts }: { readonly receipts: readonly Receipt[] }) {
  const list = useRef<HTMLUListElement>(null);
  const now = useNow();
  const onKeyDown = (event: KeyboardEvent<HTMLUListElement>): void => {
    if (!isLayerOpen()) moveInList(event, '.connection-open');
  };
  return (
    <div className="providers-scroll">
      <ul className="connection-list pushes" ref={list} aria-label="Past pushes" onKeyDown={onKeyDown}>
        {receipts.map((receipt) => {
          const { id: receiptId, startedAt, status, undoes } = receipt;
          return (
            <li key={receiptId} className="connection-row push-past" data-status={status}>
              <StepMark of={MARKS[status]} />
              <div className="connection-texts">
                <p className="connection-name truncate">
                  <button
                    type="button"
                    className="connection-open"
                    data-id={receiptId}
                    onClick={() => openDialog({ kind: 'receipt', receiptId })}
                  >
                    {undoes === null ? 'Pushed' : 'Put back'} {whatOf(receipt)}
                  </button>
                </p>
                <p className="connection-detail truncate">{targetsOf(receipt)}</p>
              </div>
              <div className="connection-texts">
                <p className="connection-state truncate">
                  {STATUS[status]}
                  {status === 'stopped' && receipt.resumeAt !== null && receipt.resumeAt > now
                    ? `, go on ${formatRelative(receipt.resumeAt, now)}`
                    : ''}
                </p>
                <p className="connection-detail truncate" title={outcomesText(receipt)}>
                  {outcomesText(receipt)}
                </p>
              </div>
              <p className="connection-counts truncate" title={formatExact(startedAt)}>
                {formatRelative(startedAt, now)}
              </p>
              <span className="connection-actions">
                {canResume(receipt) ? (
                  <Button aria-label={`Go on with the push of ${whatOf(receipt)}`} onClick={() => void goOn(receipt)}>
                    Go on
                  </Button>
                ) : canPutBack(receipt) && undoes === null ? (
                  <Button
                    aria-label={`Put back what the push of ${whatOf(receipt)} replaced`}
                    onClick={() => openDialog({ kind: 'put-back', receiptId })}
                  >
                    Put back…
                  </Button>
                ) : null}
              </span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const MARKS = { running: 'running', done: 'created', stopped: 'waiting', failed: 'failed' } as const;
const STATUS: Readonly<Record<Receipt['status'], string>> = {
  running: 'Running',
  done: 'Done',
  stopped: 'Stopped',
  failed: 'Not all was written',
};

/** Goes on, and shows how. */
async function goOn(receipt: Receipt): Promise<void> {
  await resumePush(receipt);
  openDialog({ kind: 'receipt', receiptId: receipt.id });
}

/** "NORRIX_API_KEY", "3 secrets" */
function whatOf({ steps }: Receipt): string {
  const [only] = steps;
  return steps.length === 1 && only !== undefined ? only.secretName : countOf(steps.length, 'secret');
}

/** "to acme/shop and build farm" */
function targetsOf({ steps }: Receipt): string {
  const names = [...new Set(steps.map(({ targetName }) => targetName))];
  const shown = names.length > 4 ? [...names.slice(0, 3), countOf(names.length - 3, 'other target')] : names;
  return `to ${new Intl.ListFormat('en', { type: 'conjunction' }).format(shown)}`;
}

function useReceipts() {
  const [receipts, setReceipts] = useState<readonly Receipt[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const turn = useRef(0);
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const answer = await call(engine().pushes.receipts({ limit: AT_MOST }));
    if (own !== turn.current) return;
    if (answer.ok) setReceipts(answer.value.receipts);
    setError(answer.ok ? null : answer.error);
  }, []);
  useEffect(() => {
    void load();
    const stop = onEngineEvent('ci-changed', () => void load());
    return () => {
      turn.current += 1;
      stop();
    };
  }, [load]);
  return { receipts, error, reload: () => void load() };
}
