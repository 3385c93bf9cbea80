import { KeyRound, MoreHorizontal, Pencil, RefreshCw, SearchX, SquareArrowOutUpRight } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { openDialog } from '../../dialogs.ts';
import { behindIn, loadCi, useCi, useCiTarget } from '../../stores/ci.ts';
import { showCi } from '../../stores/ci-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { BackTo } from '../providers/back-to.tsx';
import { checkTargets, openSettings } from './ci-actions.ts';
import { countOf, SYSTEM_NAMES, standingOf } from './ci-words.ts';
import { SystemMark } from './marks.tsx';
import type { PlacementFilter } from './placement-rows.ts';
import { PlacementsPane } from './placements-pane.tsx';
import { runTargetKey, targetMenu } from './target-menu.ts';
import { TargetMark, TargetPurpose } from './target-parts.tsx';
import { TargetSecrets } from './target-secrets.tsx';

const toList = (): void => showCi({ at: 'targets' });

/** One target: how it is, what of the vault is there, and what else it holds. */
export function TargetPage({ targetId }: { readonly targetId: CiTargetId }) {
  const state = useCiTarget(targetId);
  const read = useCi(({ targets }) => targets !== null);
  const error = useCi((ci) => ci.error);
  if (state !== undefined) return <Page state={state} />;
  return (
    <>
      <header className="screen-header">
        <BackTo label="CI targets" onClick={toList} />
        <h1 className="screen-title">CI target</h1>
      </header>
      {read ? (
        <EmptyState
          icon={SearchX}
          title="This target is not there any more"
          actions={<Button onClick={toList}>To the targets</Button>}
        >
          It was removed, here or in another process.
        </EmptyState>
      ) : error === null ? (
        <LoadingState label="Reading the target…" />
      ) : (
        <ErrorState title="This target could not be read" message={error.message} onRetry={() => void loadCi()} />
      )}
    </>
  );
}

function Page({ state }: { readonly state: CiTargetState }) {
  const { target, looking } = state;
  const { id: targetId, name, place, hasToken } = target;
  const title = useRef<HTMLHeadingElement>(null);
  const [filter, setFilter] = useState<PlacementFilter>('all');
  useEffect(() => title.current?.focus(), []);
  const behind = behindIn([state]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || isLayerOpen() || isEditable(event.target)) return;
    if (runTargetKey(event.key, state)) event.preventDefault();
  };
  const push = (): void => openDialog({ kind: 'push', targetIds: [targetId] });
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the menu's single keys, while nothing below has the focus */}
      <header className="screen-header" onKeyDown={onKeyDown}>
        <BackTo label="CI targets" onClick={toList} />
        <h1 className="screen-title connection-title" ref={title} tabIndex={-1}>
          <span className="truncate">{name}</span>
        </h1>
        <IconButton
          icon={Pencil}
          label="Edit target"
          shortcut="e"
          onClick={() => openDialog({ kind: 'edit-ci-target', targetId })}
        />
        <DropdownMenu
          label={`Actions of ${name}`}
          trigger={<IconButton icon={MoreHorizontal} label="More" />}
          entries={targetMenu(state)}
        />
        {hasToken ? (
          <Button icon={RefreshCw} busy={looking} onClick={() => void checkTargets([targetId])}>
            Check now
          </Button>
        ) : null}
        {behind > 0 && hasToken ? (
          <>
            <Button onClick={push}>Push keys…</Button>
            <Button variant="primary" onClick={() => openDialog({ kind: 'push-behind', targetIds: [targetId] })}>
              Push {countOf(behind, 'update')}…
            </Button>
          </>
        ) : (
          <Button variant="primary" onClick={push}>
            {hasToken ? 'Push keys…' : 'Place a key…'}
          </Button>
        )}
      </header>
      <Strip state={state} />
      <div className="target-placements">
        <PlacementsPane
          targetId={targetId}
          filter={filter}
          onFilter={setFilter}
          nothing={
            <EmptyState
              icon={KeyRound}
              title="Nothing of the vault is there"
              actions={
                <>
                  <Button onClick={push}>{hasToken ? 'Push keys…' : 'Place a key…'}</Button>
                  <Button onClick={() => openDialog({ kind: 'record-placement', targetId })}>Record by hand…</Button>
                </>
              }
            >
              Keyrail has put nothing into {SYSTEM_NAMES[place.system]}’s {target.placeText} yet. What is there already
              can be recorded.
            </EmptyState>
          }
        />
      </div>
      <TargetSecrets targetId={targetId} hasToken={hasToken} checkedAt={target.checkedAt} />
    </>
  );
}

/** How it is, where and what it is for, in one strip; what is wrong below it. */
function Strip({ state }: { readonly state: CiTargetState }) {
  const { target, settingsPage } = state;
  const { id: targetId, place, placeText, baseUrl, checkedAt, hasToken } = target;
  const words = standingOf(state, useNow());
  return (
    <div className="connection-head">
      <dl className="connection-strip">
        <div>
          <dt>{SYSTEM_NAMES[place.system]}</dt>
          <dd className="target-where">
            <SystemMark system={place.system} />
            <span className="truncate" title={baseUrl ?? undefined}>
              {placeText}
            </span>
          </dd>
        </div>
        <div>
          <dt>Keys of</dt>
          <dd>
            <TargetPurpose target={target} />
          </dd>
        </div>
        <div>
          <dt>Last check</dt>
          <dd className="target-look" title={checkedAt === null ? undefined : formatExact(checkedAt)}>
            <TargetMark standing={words.standing} />
            <span className="truncate">{words.title}</span>
          </dd>
        </div>
        <div>
          <dt>Settings page</dt>
          <dd>
            <button
              type="button"
              className="text-button"
              title={settingsPage.url}
              onClick={() => void openSettings(targetId)}
            >
              <span className="truncate">{settingsPage.path.join(' → ')}</span>
              <SquareArrowOutUpRight size={12} aria-hidden="true" />
              <span className="visually-hidden">, opens in your browser</span>
            </button>
          </dd>
        </div>
      </dl>
      {words.standing === 'failed' || words.standing === 'offline' ? (
        <Callout
          tone={words.standing === 'offline' ? 'warning' : 'problem'}
          actions={
            words.standing === 'offline' ? (
              <Button onClick={() => void checkTargets([targetId])}>Try again</Button>
            ) : (
              <Button onClick={() => openDialog({ kind: 'edit-ci-target', targetId })}>Edit…</Button>
            )
          }
        >
          {words.detail}
        </Callout>
      ) : hasToken ? null : (
        <Callout actions={<Button onClick={() => openDialog({ kind: 'edit-ci-target', targetId })}>Add token…</Button>}>
          Without an access token nothing can be checked or pushed. Keys are copied there by hand, and the copies are
          remembered as presumed.
        </Callout>
      )}
    </div>
  );
}
