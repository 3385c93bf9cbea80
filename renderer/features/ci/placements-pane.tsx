import { CheckCheck, CloudOff, FilterX } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { registerCommands } from '../../commands/registry.ts';
import { useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { countOf, STATE_NAMES, STATES_BY_NEED } from './ci-words.ts';
import type { PlaceNames } from './placement-line.tsx';
import { PlacementList, type PlacementListHandle } from './placement-list.tsx';
import { countsOf, findPlacements, type PlacementFilter, type PlacementRow, placementRows } from './placement-rows.ts';
import { usePlacements } from './use-placements.ts';

/** The placements of a target, or of all, under filters by state and text. Fills the space that it is given. */
export function PlacementsPane({
  targetId,
  filter,
  onFilter,
  nothing,
}: {
  /** Null: of all. */
  readonly targetId: CiTargetId | null;
  readonly filter: PlacementFilter;
  readonly onFilter: (filter: PlacementFilter) => void;
  /** What is shown where there are none at all. */
  readonly nothing: ReactNode;
}) {
  const { value, error, reload } = usePlacements(targetId);
  const placements = value?.placements ?? null;
  const placeOf = usePlaceNames();
  const rows = useMemo(
    () =>
      placements === null
        ? null
        : placementRows(placements, (placement) => {
            const place = placeOf(placement);
            return place === undefined ? '' : `${place.project}\n${place.environment}`;
          }),
    [placements, placeOf],
  );
  if (rows === null) {
    return error === null ? (
      <LoadingState label="Reading placements…" />
    ) : (
      <ErrorState title="The placements could not be read" message={error.message} onRetry={reload} />
    );
  }
  return (
    <>
      {error === null ? null : (
        <div className="ci-note">
          <Callout
            tone="problem"
            title="This may not be how they are now"
            live
            actions={<Button onClick={reload}>Try again</Button>}
          >
            {error.message}
          </Callout>
        </div>
      )}
      {rows.length === 0 ? (
        nothing
      ) : (
        <Lines
          rows={rows}
          place={targetId ?? 'of all'}
          onTarget={targetId !== null}
          filter={filter}
          onFilter={onFilter}
          placeOf={placeOf}
        />
      )}
    </>
  );
}

function Lines({
  rows,
  place,
  onTarget,
  filter,
  onFilter,
  placeOf,
}: {
  readonly rows: readonly PlacementRow[];
  /** Whose they are. */
  readonly place: string;
  readonly onTarget: boolean;
  readonly filter: PlacementFilter;
  readonly onFilter: (filter: PlacementFilter) => void;
  readonly placeOf: (placement: NamedPlacement) => PlaceNames | undefined;
}) {
  const filterField = useRef<HTMLInputElement>(null);
  const list = useRef<PlacementListHandle>(null);
  const [text, setText] = useState('');
  const counts = useMemo(() => countsOf(rows), [rows]);
  const found = useMemo(() => findPlacements(rows, filter, text), [rows, filter, text]);
  useEffect(
    () =>
      registerCommands([
        {
          id: 'keys.filter',
          title: 'Filter placements',
          section: 'CI',
          shortcut: '/',
          run: () => filterField.current?.select(),
        },
      ]),
    [],
  );
  const clear = (): void => {
    onFilter('all');
    setText('');
  };
  return (
    <section className="placements" aria-label="Placements">
      <div className="placements-bar">
        <Segmented
          label="Which placements"
          value={filter}
          onChange={onFilter}
          options={(['all', ...STATES_BY_NEED] as const)
            .filter((each) => each === 'all' || counts[each] > 0 || each === filter)
            .map((each) => ({
              value: each,
              label: (
                <>
                  {each === 'all' ? 'All' : STATE_NAMES[each]}{' '}
                  <span className="segment-count">{formatCount(counts[each])}</span>
                </>
              ),
            }))}
        />
        <span className="visually-hidden" role="status">
          {countOf(found.length, 'placement')}
        </span>
        <FilterField
          ref={filterField}
          label="Filter placements"
          value={text}
          onChange={setText}
          onLeave={() => list.current?.focus()}
        />
      </div>
      {found.length > 0 ? (
        <PlacementList
          ref={list}
          rows={found}
          query={`${filter} ${text}`}
          place={`placements ${place}`}
          label="Placements"
          onTarget={onTarget}
          placeOf={placeOf}
        />
      ) : text.trim() === '' && (filter === 'behind' || filter === 'missing') ? (
        <EmptyState
          icon={filter === 'behind' ? CheckCheck : CloudOff}
          tone="good"
          title={filter === 'behind' ? 'Nothing is behind' : 'Nothing is missing'}
          actions={<Button onClick={clear}>Show all {formatCount(rows.length)}</Button>}
        >
          {filter === 'behind'
            ? 'Every copy that Keyrail knows of holds the current version of its key, as far as its target tells.'
            : 'Every copy that Keyrail made is still there, as far as its target tells.'}
        </EmptyState>
      ) : (
        <EmptyState
          icon={FilterX}
          title="No placement fits"
          actions={<Button onClick={clear}>Clear all filters</Button>}
        >
          None of {countOf(rows.length, 'placement')} fits the filters.
        </EmptyState>
      )}
    </section>
  );
}

/** The names and colour of the environment that a placement's key belongs to. */
function usePlaceNames(): (placement: NamedPlacement) => PlaceNames | undefined {
  const projects = useProjects((state) => state.projects);
  return useMemo(() => {
    const places = new Map<string, PlaceNames>();
    for (const project of projects ?? [])
      for (const { id, name, colour } of project.environments)
        places.set(id, { project: project.name, environment: name, colour });
    return ({ environmentId }) => places.get(environmentId);
  }, [projects]);
}
