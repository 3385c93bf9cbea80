import { MoreHorizontal } from 'lucide-react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import { providerName } from '../../data/provider-name.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Progress } from '../../ui/progress.tsx';
import { useNow } from '../../ui/use-now.ts';
import { MAIN_LABELS, mainActionOf, runMainAction } from './connection-actions.ts';
import { ConnectionMark } from './connection-mark.tsx';
import { connectionMenu } from './connection-menu.ts';
import { ConnectionPlace } from './connection-place.tsx';
import { countOf, standingOf } from './connection-words.ts';
import { RateLimitBudget } from './rate-limit-budget.tsx';

/** One connection of the list. Its name is the button that opens it, and reaches over the whole row. */
export function ConnectionRow({ state }: { readonly state: ConnectionState }) {
  const { connection, running } = state;
  const { id, name, provider, remoteKeyCount, driftCount, snapshotAt } = connection;
  const words = standingOf(state, useNow());
  const action = mainActionOf(state);
  const ofProvider = providerName(provider);
  return (
    <li className="connection-row" data-standing={words.standing}>
      <ConnectionMark standing={words.standing} />
      <div className="connection-texts">
        <p className="connection-name truncate">
          <button
            type="button"
            className="connection-open"
            data-id={id}
            onClick={() => showProviders({ at: 'connection', connectionId: id })}
          >
            {name}
          </button>
          {name === ofProvider ? null : <span className="connection-provider">{ofProvider}</span>}
        </p>
        <ConnectionPlace connection={connection} />
      </div>
      <div className="connection-texts">
        <p className="connection-state truncate" title={snapshotAt === null ? undefined : formatExact(snapshotAt)}>
          {words.title}
        </p>
        {running !== null ? (
          <Progress label={`Sync of ${name}`} done={running.page} total={running.pages} />
        ) : words.detail !== '' && words.standing !== 'fresh' ? (
          <p className="connection-detail truncate" title={words.detail}>
            {words.detail}
          </p>
        ) : connection.lastSync?.rateLimit ? (
          <RateLimitBudget budget={connection.lastSync.rateLimit} />
        ) : (
          <p className="connection-detail truncate">{words.detail}</p>
        )}
      </div>
      <p className="connection-counts">
        {snapshotAt === null ? null : <span>{countOf(remoteKeyCount, 'key')}</span>}
        {driftCount === 0 ? null : <span className="connection-drifts">{countOf(driftCount, 'drift')}</span>}
      </p>
      <span className="connection-actions">
        <Button aria-label={`${MAIN_LABELS[action]} ${name}`} onClick={() => runMainAction(state)}>
          {MAIN_LABELS[action]}
        </Button>
        <DropdownMenu
          label={`Actions of ${name}`}
          trigger={<IconButton icon={MoreHorizontal} label={`More for ${name}`} />}
          entries={connectionMenu(state)}
        />
      </span>
    </li>
  );
}
