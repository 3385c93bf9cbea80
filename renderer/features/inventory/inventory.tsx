import './inventory.css';
import { CheckCheck, FilterX, Inbox, ListX } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { registerCommands } from '../../commands/registry.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { closeDrawer, useNavigation } from '../../stores/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { countsOf, findRows, INVENTORY_FILTERS, type InventoryFilter, type InventoryRow } from './inventory-rows.ts';
import { RemoteList, type RemoteListHandle } from './remote-list.tsx';
import { RemotePanel } from './remote-panel.tsx';
import { useInventory } from './use-inventory.ts';

const FILTER_LABELS: Readonly<Record<InventoryFilter, string>> = {
  all: 'All',
  drift: 'Drift',
  unmatched: 'Not matched',
  ignored: 'Ignored',
  gone: 'Gone',
};

/** The keys that a connection's last sync saw, beside the vault: matches and drift side by side. Fills the space it is given. */
export function Inventory({ connection: state }: { readonly connection: ConnectionState }) {
  const { connection } = state;
  const { rows, error, reload } = useInventory(connection.id, connection.snapshotAt);
  if (rows === null) {
    return error === null ? (
      <LoadingState label="Reading what the provider said…" />
    ) : (
      <ErrorState title="The provider’s keys could not be read" message={error.message} onRetry={reload} />
    );
  }
  if (connection.snapshotAt === null && rows.length === 0) return <NothingRead state={state} />;
  return (
    <>
      {error === null ? null : (
        <div className="inventory-error">
          <Callout
            tone="problem"
            title="This is what was there before"
            live
            actions={<Button onClick={reload}>Try again</Button>}
          >
            {error.message}
          </Callout>
        </div>
      )}
      {rows.length === 0 ? (
        <EmptyState icon={Inbox} title="The provider lists no keys">
          The last sync found none at {providerName(connection.provider)}, and no key of the vault says otherwise.
        </EmptyState>
      ) : (
        <Lines
          key={connection.id}
          rows={rows}
          provider={providerName(connection.provider)}
          connectionId={connection.id}
        />
      )}
    </>
  );
}

function Lines({
  rows,
  provider,
  connectionId,
}: {
  readonly rows: readonly InventoryRow[];
  readonly provider: string;
  readonly connectionId: ConnectionId;
}) {
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<RemoteListHandle>(null);
  const [filter, setFilter] = useState<InventoryFilter>('all');
  const [text, setText] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const drawerOpen = useNavigation(({ drawerKeyId }) => drawerKeyId !== null);
  const counts = useMemo(() => countsOf(rows), [rows]);
  const found = useMemo(() => findRows(rows, filter, text), [rows, filter, text]);
  const openRow = rows.find(({ id }) => id === openId);
  useEffect(
    () =>
      registerCommands([
        {
          id: 'remote-keys.filter',
          title: `Filter keys at ${provider}`,
          section: 'Keys',
          shortcut: '/',
          run: () => filterField.current?.select(),
        },
      ]),
    [provider],
  );
  const open = useCallback((id: string | null): void => {
    // The drawer and the details share one place.
    if (id !== null) closeDrawer();
    setOpenId(id);
  }, []);
  const close = useCallback((): void => {
    setOpenId(null);
    list.current?.focus();
  }, []);
  const shownRow = drawerOpen ? undefined : openRow;
  return (
    <div className="inventory">
      <div className="inventory-body" data-open={shownRow !== undefined || undefined}>
        <section className="inventory-main" aria-label={`Keys at ${provider} and here`}>
          <div className="inventory-bar">
            <Segmented
              label="Which keys"
              value={filter}
              onChange={setFilter}
              options={INVENTORY_FILTERS.filter(
                (each) => each === 'all' || each === 'drift' || counts[each] > 0 || each === filter,
              ).map((each) => ({
                value: each,
                label: (
                  <>
                    {FILTER_LABELS[each]} <span className="segment-count">{formatCount(counts[each])}</span>
                  </>
                ),
              }))}
            />
            <span className="visually-hidden" role="status">
              {found.length === 1 ? '1 key' : `${formatCount(found.length)} keys`}
            </span>
            <FilterField ref={filterField} value={text} onChange={setText} onLeave={() => list.current?.focus()} />
          </div>
          {found.length === 0 ? (
            <NothingFits
              filter={filter}
              text={text}
              total={rows.length}
              onClear={() => {
                setFilter('all');
                setText('');
              }}
            />
          ) : (
            <RemoteList
              ref={list}
              rows={found}
              query={`${filter} ${text}`}
              place={`inventory ${connectionId}`}
              provider={provider}
              openId={shownRow?.id ?? null}
              onOpen={open}
            />
          )}
        </section>
        {shownRow === undefined ? null : <RemotePanel row={shownRow} provider={provider} onClose={close} />}
      </div>
    </div>
  );
}

function NothingFits({
  filter,
  text,
  total,
  onClear,
}: {
  readonly filter: InventoryFilter;
  readonly text: string;
  readonly total: number;
  readonly onClear: () => void;
}) {
  if (filter === 'drift' && text.trim() === '') {
    return (
      <EmptyState
        icon={CheckCheck}
        tone="good"
        title="Nothing disagrees"
        actions={<Button onClick={onClear}>Show all {formatCount(total)}</Button>}
      >
        What the provider says and what the vault says fit each other.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={FilterX} title="No key fits" actions={<Button onClick={onClear}>Clear all filters</Button>}>
      None of {formatCount(total)} {total === 1 ? 'key' : 'keys'} fits the filters.
    </EmptyState>
  );
}

/** Before the first sync. The ways that need a person start here; a sync by API is the page's own button. */
function NothingRead({ state: { connection, way } }: { readonly state: ConnectionState }) {
  const capture = (from: 'dashboard' | 'file' | 'text'): void =>
    openDialog({ kind: 'capture', connectionId: connection.id, from });
  const provider = providerName(connection.provider);
  return (
    <EmptyState
      icon={ListX}
      title="Nothing was read yet"
      actions={
        <>
          {way === 'dashboard' ? <Button onClick={() => capture('dashboard')}>Open the dashboard…</Button> : null}
          <Button onClick={() => capture('text')}>Paste a table…</Button>
          <Button onClick={() => capture('file')}>Choose files…</Button>
        </>
      }
    >
      {way === 'api'
        ? `Sync, or paste the list of keys as ${provider} shows it.`
        : way === 'dashboard'
          ? `Sign in at ${provider} in a window of its own, and Keyrail reads the list of keys that you see there.`
          : `Copy the list of keys at ${provider} and paste it here, or choose a saved page.`}
    </EmptyState>
  );
}
