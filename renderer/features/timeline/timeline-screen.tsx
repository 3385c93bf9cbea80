import { CalendarCheck2, FilterX } from 'lucide-react';
import { type Ref, useEffect, useMemo, useRef } from 'react';
import './timeline.css';
import { registerCommands } from '../../commands/registry.ts';
import { useProjects } from '../../stores/projects.ts';
import { useTimelineView, ZOOMS } from '../../stores/timeline-view.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { Chart, type ChartHandle } from './chart.tsx';
import { Legend } from './legend.tsx';
import { MarkList } from './mark-list.tsx';
import { PrintSheet, printTimeline } from './print-sheet.tsx';
import { TimelineBar, TimelineHeader } from './timeline-bars.tsx';
import { filterGroups, type Group, groupsOf, listOf, type Place, rowsOf } from './timeline-model.ts';
import { useMarks } from './use-marks.ts';
import { panToToday, type ShownRange, useShownRange, zoomBy } from './use-range.ts';

const NONE_FOLDED: ReadonlySet<string> = new Set();

/** Expiries and rotations over time: people look here before holidays and releases. */
export function TimelineScreen() {
  const filterField = useRef<HTMLInputElement>(null);
  const content = useRef<ChartHandle>(null);
  const range = useShownRange();
  const now = useNow();
  const { marks, error, reload } = useMarks(range.years);
  const places = usePlaces();
  const projectId = useTimelineView((state) => state.projectId);
  const filter = useTimelineView((state) => state.filter);
  const show = useTimelineView((state) => state.show);
  const all = useMemo(() => groupsOf(marks ?? [], places), [marks, places]);
  const groups = useMemo(() => filterGroups(all, projectId, filter), [all, projectId, filter]);
  const inSight = useMemo(
    () => rowsOf(groups, { from: range.from, to: range.from + range.days }, NONE_FOLDED, now),
    [groups, range, now],
  );
  useScreenCommands(filterField);
  const ready = marks !== null && all.length > 0;
  return (
    <div className="screen timeline">
      <TimelineHeader
        ref={filterField}
        range={range}
        onLeaveFilter={() => content.current?.focus()}
        groupNames={all.map(({ name }) => name)}
        ready={ready}
      />
      {ready ? <TimelineBar keys={inSight.filter(({ type }) => type === 'line').length} range={range} /> : null}
      {marks === null ? (
        error === null ? (
          <LoadingState label="Reading what comes up…" />
        ) : (
          <ErrorState title="The timeline could not be read" message={error} onRetry={reload} />
        )
      ) : all.length === 0 ? (
        <EmptyState icon={CalendarCheck2} title="Nothing on the timeline yet">
          When a key has an expiry, or its policy wants a new value now and then, the date stands here.
        </EmptyState>
      ) : inSight.length === 0 ? (
        <NothingInSight groups={groups} />
      ) : show === 'list' ? (
        <ListOfMarks ref={content} groups={groups} range={range} now={now} />
      ) : (
        <div className="tl-card">
          <Chart
            ref={content}
            groups={groups}
            range={range}
            now={now}
            beside={projectId === null ? 'project' : 'provider'}
          />
          <Legend />
        </div>
      )}
      {ready ? <PrintSheet groups={groups} range={range} /> : null}
    </div>
  );
}

function ListOfMarks({
  ref,
  groups,
  range,
  now,
}: {
  readonly ref: Ref<ChartHandle>;
  readonly groups: readonly Group[];
  readonly range: ShownRange;
  readonly now: number;
}) {
  const entries = useMemo(
    () => listOf(groups, { from: range.from, to: range.from + range.days }, now),
    [groups, range, now],
  );
  return <MarkList ref={ref} entries={entries} now={now} startOver={range} />;
}

function NothingInSight({ groups }: { readonly groups: readonly Group[] }) {
  if (groups.length === 0) {
    const clear = (): void => useTimelineView.setState({ filter: '', projectId: null });
    return (
      <EmptyState icon={FilterX} title="No key fits" actions={<Button onClick={clear}>Clear all filters</Button>}>
        No key with a date fits the project and the words.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={CalendarCheck2}
      tone="good"
      title="Nothing comes up in this time"
      actions={
        <>
          <Button onClick={panToToday}>Go to today</Button>
          <Button onClick={() => useTimelineView.setState({ zoom: 'year' })}>Show a year</Button>
        </>
      }
    >
      No key expires in it, and none is due for rotation.
    </EmptyState>
  );
}

/** Environments by their id, made once for all marks. */
function usePlaces(): ReadonlyMap<string, Place> {
  const projects = useProjects((state) => state.projects);
  return useMemo(
    () =>
      new Map(
        (projects ?? []).flatMap((project) =>
          project.environments.map(
            ({ id, name, colour, protected: isProtected }) =>
              [id as string, { project: project.name, name, colour, protected: isProtected }] as const,
          ),
        ),
      ),
    [projects],
  );
}

function useScreenCommands(filterField: React.RefObject<HTMLInputElement | null>): void {
  useEffect(
    () =>
      registerCommands([
        {
          id: 'keys.filter',
          title: 'Filter keys',
          section: 'Keys',
          shortcut: '/',
          run: () => filterField.current?.select(),
        },
        { id: 'timeline.today', title: 'Timeline: today', section: 'Timeline', shortcut: 't', run: panToToday },
        {
          id: 'timeline.closer',
          title: 'Timeline: show less time',
          section: 'Timeline',
          keywords: 'zoom in closer',
          shortcut: '+',
          when: () => useTimelineView.getState().zoom !== ZOOMS[0].id,
          run: () => zoomBy(-1),
        },
        {
          id: 'timeline.further',
          title: 'Timeline: show more time',
          section: 'Timeline',
          keywords: 'zoom out further',
          shortcut: '-',
          when: () => useTimelineView.getState().zoom !== ZOOMS.at(-1)?.id,
          run: () => zoomBy(1),
        },
        {
          id: 'timeline.list',
          title: 'Timeline: chart or list',
          section: 'Timeline',
          keywords: 'table text',
          shortcut: 'l',
          run: () => useTimelineView.setState(({ show }) => ({ show: show === 'chart' ? 'list' : 'chart' })),
        },
        {
          id: 'timeline.print',
          title: 'Print the timeline…',
          section: 'Timeline',
          shortcut: 'mod+p',
          run: printTimeline,
        },
      ]),
    [filterField],
  );
}
