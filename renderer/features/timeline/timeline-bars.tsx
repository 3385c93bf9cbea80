import { ChevronLeft, ChevronRight, Ellipsis, FoldVertical, Printer, UnfoldVertical } from 'lucide-react';
import type { Ref } from 'react';
import { type Project, useProjects } from '../../stores/projects.ts';
import { useTimelineView, ZOOMS } from '../../stores/timeline-view.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { printTimeline } from './print-sheet.tsx';
import { rangeText } from './timeline-words.ts';
import { panBy, panToToday, type ShownRange, zoomTo } from './use-range.ts';

const ALL = 'all';
const NONE: readonly Project[] = [];

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'list', label: 'List' },
] as const;

export function TimelineHeader({
  ref,
  range,
  onLeaveFilter,
  groupNames,
  ready,
}: {
  readonly ref: Ref<HTMLInputElement>;
  readonly range: ShownRange;
  readonly onLeaveFilter: () => void;
  readonly groupNames: readonly string[];
  /** There is something to filter and to print. */
  readonly ready: boolean;
}) {
  const show = useTimelineView((state) => state.show);
  const filter = useTimelineView((state) => state.filter);
  return (
    <header className="screen-header">
      <h1 className="screen-title truncate">
        Timeline <span className="faint">{rangeText(range)}</span>
      </h1>
      {ready ? (
        <>
          <Segmented
            label="View"
            value={show}
            onChange={(next) => useTimelineView.setState({ show: next })}
            options={VIEWS}
          />
          <FilterField
            ref={ref}
            value={filter}
            onChange={(text) => useTimelineView.setState({ filter: text })}
            onLeave={onLeaveFilter}
          />
          <DropdownMenu
            trigger={<IconButton icon={Ellipsis} label="More" />}
            entries={[
              {
                id: 'fold',
                label: 'Fold all environments',
                icon: FoldVertical,
                onSelect: () => useTimelineView.setState({ folded: new Set(groupNames) }),
              },
              {
                id: 'unfold',
                label: 'Unfold all environments',
                icon: UnfoldVertical,
                onSelect: () => useTimelineView.setState({ folded: new Set() }),
              },
              { type: 'separator', id: 'after-folding' },
              { id: 'print', label: 'Print…', icon: Printer, shortcut: 'mod+p', onSelect: printTimeline },
            ]}
          />
        </>
      ) : null}
    </header>
  );
}

/** What narrows the timeline, and what moves through it. */
export function TimelineBar({ keys, range }: { readonly keys: number; readonly range: ShownRange }) {
  const projects = useProjects((state) => state.projects) ?? NONE;
  const projectId = useTimelineView((state) => state.projectId);
  const zoom = useTimelineView((state) => state.zoom);
  return (
    <div className="facets tl-bar-tools">
      <Select
        className="facet"
        label="Project"
        labelHidden
        value={projectId ?? ALL}
        onChange={(value) =>
          useTimelineView.setState({ projectId: projects.find(({ id }) => id === value)?.id ?? null })
        }
        options={[
          { value: ALL, label: 'Every project' },
          ...projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <span className="tl-count" role="status">
        {keys === 1 ? '1 key' : `${formatCount(keys)} keys`}
      </span>
      <IconButton icon={ChevronLeft} size="small" label="Earlier" onClick={() => panBy(-range.days / 4)} />
      <Button onClick={panToToday}>Today</Button>
      <IconButton icon={ChevronRight} size="small" label="Later" onClick={() => panBy(range.days / 4)} />
      <Segmented
        label="How much time"
        value={zoom}
        onChange={(next) => zoomTo(next)}
        options={ZOOMS.map(({ id, label }) => ({ value: id, label }))}
      />
    </div>
  );
}
