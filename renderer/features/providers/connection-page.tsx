import { MoreHorizontal, Pencil, SearchX } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { hasFailed } from '../../data/connection-needs.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { loadConnections, useConnectionState, useConnections } from '../../stores/connections.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Inventory } from '../inventory/inventory.tsx';
import { BackTo } from './back-to.tsx';
import { MAIN_LABELS, mainActionOf, runMainAction } from './connection-actions.ts';
import { ConnectionMark } from './connection-mark.tsx';
import { connectionMenu, runConnectionKey } from './connection-menu.ts';
import { ConnectionPlace } from './connection-place.tsx';
import { scheduleText, standingOf } from './connection-words.ts';
import { PastSyncs } from './past-syncs.tsx';
import { RateLimitBudget } from './rate-limit-budget.tsx';

const toList = (): void => showProviders({ at: 'connections' });

/** One connection: how it is, what was seen there, and what was seen before. */
export function ConnectionPage({ connectionId }: { readonly connectionId: ConnectionId }) {
  const state = useConnectionState(connectionId);
  const read = useConnections(({ connections }) => connections !== null);
  const error = useConnections((connections) => connections.error);
  if (state !== undefined) return <Page state={state} />;
  return (
    <>
      <header className="screen-header">
        <BackTo label="Connections" onClick={toList} />
        <h1 className="screen-title">Connection</h1>
      </header>
      {read ? (
        <EmptyState
          icon={SearchX}
          title="This connection is not there any more"
          actions={<Button onClick={toList}>To the connections</Button>}
        >
          It was removed, here or in another process.
        </EmptyState>
      ) : error === null ? (
        <LoadingState label="Reading the connection…" />
      ) : (
        <ErrorState
          title="This connection could not be read"
          message={error.message}
          onRetry={() => void loadConnections()}
        />
      )}
    </>
  );
}

function Page({ state }: { readonly state: ConnectionState }) {
  const { connection } = state;
  const { id: connectionId, name, provider } = connection;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const action = mainActionOf(state);
  // Before anything was read, the empty inventory has the main button.
  const plain = action === 'cancel' || connection.snapshotAt === null;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isLayerOpen() || isEditable(event.target)) return;
    if (runConnectionKey(event.key, state)) event.preventDefault();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the menu's single keys, while nothing below has the focus */}
      <header className="screen-header" onKeyDown={onKeyDown}>
        <BackTo label="Connections" onClick={toList} />
        <h1 className="screen-title connection-title" ref={title} tabIndex={-1}>
          <span className="truncate">{name}</span>
          {name === providerName(provider) ? null : (
            <button
              type="button"
              className="connection-provider-link"
              title="What Keyrail knows of this provider"
              onClick={() => showProviders({ at: 'provider', providerId: provider })}
            >
              {providerName(provider)}
            </button>
          )}
        </h1>
        <IconButton
          icon={Pencil}
          label="Edit connection"
          shortcut="e"
          onClick={() => openDialog({ kind: 'edit-connection', connectionId })}
        />
        <DropdownMenu
          label={`Actions of ${name}`}
          trigger={<IconButton icon={MoreHorizontal} label="More" />}
          entries={connectionMenu(state)}
        />
        <Button variant={plain ? 'default' : 'primary'} onClick={() => runMainAction(state)}>
          {MAIN_LABELS[action]}
        </Button>
      </header>
      <Standing state={state} />
      <div className="connection-inventory">
        <Inventory connection={state} />
      </div>
      <PastSyncs connectionId={connectionId} latest={connection.lastSync?.startedAt ?? null} />
    </>
  );
}

/** How it is, where its keys belong, when it is synced and what requests are left, in one strip. */
function Standing({ state }: { readonly state: ConnectionState }) {
  const { connection, running, nextSyncAt } = state;
  const { way } = state;
  const words = standingOf(state, useNow());
  const failed = hasFailed(state);
  return (
    <div className="connection-head">
      <dl className="connection-strip">
        <div>
          <dt>State</dt>
          <dd
            className="connection-standing"
            title={connection.snapshotAt === null ? undefined : formatExact(connection.snapshotAt)}
          >
            <ConnectionMark standing={words.standing} />
            <span className="truncate">{words.title}</span>
          </dd>
        </div>
        <div>
          <dt>Keys belong to</dt>
          <dd>
            <ConnectionPlace connection={connection} />
          </dd>
        </div>
        <div>
          <dt>{way === 'api' ? 'Schedule' : 'Read'}</dt>
          <dd>
            {way === 'api' ? scheduleText(connection.syncEveryMs) : 'By hand'}
            {nextSyncAt === null ? null : (
              <span className="faint">
                {/* What failed is tried again by itself, whatever the schedule. */}
                {connection.syncEveryMs === null || failed ? ', tried again' : ', next'} <Time at={nextSyncAt} />
              </span>
            )}
          </dd>
        </div>
        {connection.lastSync?.rateLimit?.remaining == null ? null : (
          <div>
            <dt>Rate limit</dt>
            <dd>
              <RateLimitBudget budget={connection.lastSync.rateLimit} />
            </dd>
          </div>
        )}
      </dl>
      {running === null ? null : (
        <Progress label={`Sync of ${connection.name}`} done={running.page} total={running.pages} />
      )}
      {failed ? (
        <Callout
          tone={words.standing === 'offline' ? 'warning' : 'problem'}
          actions={
            words.standing === 'offline' ? null : (
              <Button onClick={() => openDialog({ kind: 'edit-connection', connectionId: connection.id })}>
                Edit…
              </Button>
            )
          }
        >
          {words.detail}
        </Callout>
      ) : words.standing === 'stale' ? (
        <Callout>{words.detail}</Callout>
      ) : null}
    </div>
  );
}
