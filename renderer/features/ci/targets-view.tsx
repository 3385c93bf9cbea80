import { MoreHorizontal, Plus, ScanSearch, Send } from 'lucide-react';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import { openDialog } from '../../dialogs.ts';
import { loadCi, useCi } from '../../stores/ci.ts';
import { showCi, useCiView } from '../../stores/ci-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatExact } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useOpenRows } from '../providers/use-open-rows.ts';
import { SYSTEM_NAMES, standingOf } from './ci-words.ts';
import { StateCounts, SystemMark } from './marks.tsx';
import { mainActionOf, mainLabel, runMainAction, runTargetKey, targetMenu } from './target-menu.ts';
import { TargetMark, TargetPurpose } from './target-parts.tsx';

/** The targets, each with how its placements are and what is to be done. */
export function TargetsView() {
  const targets = useCi((state) => state.targets);
  const error = useCi((state) => state.error);
  const retry = (): void => void loadCi();
  if (targets === null) {
    if (error === null) return <LoadingState label="Reading CI targets…" />;
    return <ErrorState title="The CI targets could not be read" message={error.message} onRetry={retry} />;
  }
  if (targets.length === 0) return <NoTargets />;
  return (
    <div className="providers-scroll">
      {error === null ? null : (
        <Callout
          tone="problem"
          title="This may not be how they are now"
          actions={<Button onClick={retry}>Try again</Button>}
        >
          {error.message}
        </Callout>
      )}
      <TargetList targets={targets} />
    </div>
  );
}

function TargetList({ targets }: { readonly targets: readonly CiTargetState[] }) {
  const { ref, onKeyDown } = useOpenRows(
    () => useCiView.getState().last,
    (key, id) => {
      const state = targets.find(({ target }) => target.id === id);
      return state !== undefined && runTargetKey(key, state);
    },
  );
  return (
    <ul className="connection-list target-list" ref={ref} aria-label="CI targets" onKeyDown={onKeyDown}>
      {targets.map((state) => (
        <TargetRow key={state.target.id} state={state} />
      ))}
    </ul>
  );
}

/** One target of the list. Its name is the button that opens it, and reaches over the whole row. */
function TargetRow({ state }: { readonly state: CiTargetState }) {
  const { target, states } = state;
  const { id, name, place, placeText, checkedAt, placementCount } = target;
  const words = standingOf(state, useNow());
  const action = mainActionOf(state);
  const label = mainLabel(action, state);
  return (
    <li className="connection-row target-row" data-standing={words.standing}>
      <SystemMark system={place.system} />
      <div className="connection-texts">
        <p className="connection-name truncate">
          <button
            type="button"
            className="connection-open"
            data-id={id}
            onClick={() => showCi({ at: 'target', targetId: id })}
          >
            {name}
          </button>
        </p>
        <p className="target-place truncate" title={`${SYSTEM_NAMES[place.system]}: ${placeText}`}>
          {placeText}
        </p>
      </div>
      <div className="connection-texts">
        <TargetPurpose target={target} />
        <p
          className="target-look"
          title={words.detail !== '' ? words.detail : checkedAt === null ? undefined : formatExact(checkedAt)}
        >
          <TargetMark standing={words.standing} />
          <span className="truncate">
            {words.title}
            {words.standing === 'failed' || words.standing === 'offline' ? (
              <span className="visually-hidden">. {words.detail}</span>
            ) : null}
          </span>
        </p>
      </div>
      <div className="target-states">
        {placementCount === 0 ? <span className="faint">No placements</span> : <StateCounts states={states} />}
      </div>
      <span className="connection-actions">
        <Button aria-label={`${label} ${name}`} onClick={() => runMainAction(action, state)}>
          {label}
        </Button>
        <DropdownMenu
          label={`Actions of ${name}`}
          trigger={<IconButton icon={MoreHorizontal} label={`More for ${name}`} />}
          entries={targetMenu(state)}
        />
      </span>
    </li>
  );
}

function NoTargets() {
  return (
    <EmptyState
      icon={Send}
      title="No CI targets yet"
      actions={
        <>
          <Button variant="primary" icon={Plus} onClick={() => openDialog({ kind: 'add-ci-target' })}>
            Add CI target…
          </Button>
          <Button icon={ScanSearch} onClick={() => openDialog({ kind: 'scan' })}>
            Scan a repository…
          </Button>
        </>
      }
    >
      A target is a place with secret settings: a GitHub repository, a GitLab project, a CircleCI context, a Jenkins
      folder. Keyrail puts keys there, remembers every copy, and tells when one holds an old value.
    </EmptyState>
  );
}
