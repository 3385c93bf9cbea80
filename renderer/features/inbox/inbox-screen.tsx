import './inbox.css';
import { BellOff, CalendarCheck2, CalendarPlus, Ellipsis, FilterX, SlidersHorizontal } from 'lucide-react';
import { type RefObject, useMemo, useRef } from 'react';
import type { ProjectId } from '#shared/domain/ids.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { openDialog } from '../../dialogs.ts';
import { type InboxShown, type InboxView, useInboxView } from '../../stores/inbox-view.ts';
import { useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Segmented } from '../../ui/choices.tsx';
import { formatDay } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { useNow } from '../../ui/use-now.ts';
import { AsOfField } from './as-of-field.tsx';
import { filtered, inboxRows } from './inbox-rows.ts';
import { ReminderList } from './reminder-list.tsx';
import { summaryOf } from './reminder-words.ts';
import { useReminders } from './use-reminders.ts';

const VIEWS: readonly { readonly value: InboxShown; readonly label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'snoozed', label: 'Snoozed' },
  { value: 'dismissed', label: 'Dismissed' },
];
const ALL = 'all';

/** What needs a person, most urgent first, each with one main action; and what was put away. */
export function InboxScreen() {
  const view = useInboxView();
  const { reminders, error, reload } = useReminders(view.show, view.at);
  const clock = useNow();
  const now = view.at ?? clock;
  const asOf = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => (reminders === null ? null : filtered(reminders, view)), [reminders, view]);
  return (
    <div className="screen inbox">
      <header className="screen-header">
        <h1 className="screen-title truncate">
          Inbox{' '}
          {view.show !== 'open' || shown === null || shown.length === 0 ? null : (
            <span className="faint">{summaryOf(shown, now)}</span>
          )}
        </h1>
        <Segmented
          label="Which reminders"
          value={view.show}
          onChange={(show) => useInboxView.setState({ show })}
          options={VIEWS}
        />
        <DropdownMenu
          label="More of the inbox"
          trigger={<IconButton icon={Ellipsis} label="More of the inbox" />}
          entries={[
            {
              id: 'calendar',
              label: 'Export to a calendar…',
              icon: CalendarPlus,
              onSelect: () => openDialog({ kind: 'export-calendar', ...placeOf(view) }),
            },
            {
              id: 'policies',
              label: 'Policy of everything…',
              icon: SlidersHorizontal,
              onSelect: () => openDialog({ kind: 'policy', scope: { of: 'everything' }, title: 'everything' }),
            },
          ]}
        />
      </header>
      <InboxBar view={view} asOf={asOf} />
      {view.at === null ? null : (
        <div className="inbox-note">
          <Callout
            title={`As of ${formatDay(view.at, 'day')}`}
            actions={
              <Button
                onClick={() => {
                  // The button goes with the day.
                  asOf.current?.focus();
                  useInboxView.setState({ at: null });
                }}
              >
                Back to today
              </Button>
            }
          >
            What is due then if nothing is done until then. What others do meanwhile is not foreseen.
          </Callout>
        </div>
      )}
      {error === null || reminders === null ? null : (
        <div className="inbox-note">
          <Callout
            tone="problem"
            title="This may not be how it is now"
            live
            actions={<Button onClick={reload}>Try again</Button>}
          >
            {error.message}
          </Callout>
        </div>
      )}
      {shown !== null && reminders !== null ? (
        <Shown view={view} shown={shown} all={reminders} now={now} />
      ) : error === null ? (
        <LoadingState label="Looking at what is due…" />
      ) : (
        <ErrorState title="The inbox could not be read" message={error.message} onRetry={reload} />
      )}
    </div>
  );
}

function Shown({
  view: { show, at },
  shown,
  all,
  now,
}: {
  readonly view: InboxView;
  readonly shown: readonly Reminder[];
  readonly all: readonly Reminder[];
  readonly now: number;
}) {
  const rows = useMemo(() => inboxRows(shown, show, now), [shown, show, now]);
  if (rows.length > 0) return <ReminderList key={show} rows={rows} now={now} label="Reminders" />;
  if (all.length > 0) {
    return (
      <EmptyState
        icon={FilterX}
        tone={show === 'open' ? 'good' : 'default'}
        title="Nothing here"
        actions={
          <Button onClick={() => useInboxView.setState({ projectId: null, environment: null })}>Show all places</Button>
        }
      >
        There are reminders of other projects and environments.
      </EmptyState>
    );
  }
  switch (show) {
    case 'open':
      return (
        <EmptyState icon={CalendarCheck2} tone="good" title="Nothing needs you">
          {at === null
            ? 'No key expires or is due for rotation soon, and every copy is current as far as Keyrail can see. What comes due shows up here in time.'
            : 'Nothing that can be foreseen is due by that day.'}
        </EmptyState>
      );
    case 'snoozed':
      return (
        <EmptyState icon={CalendarCheck2} title="Nothing is snoozed">
          What you put off waits here, and comes back by itself.
        </EmptyState>
      );
    case 'dismissed':
      return (
        <EmptyState icon={BellOff} title="Nothing is dismissed">
          What you dismissed is kept here with its reason, and can be brought back.
        </EmptyState>
      );
  }
}

/** Of which project and environment, and as of which day. */
function InboxBar({ view, asOf }: { readonly view: InboxView; readonly asOf: RefObject<HTMLInputElement | null> }) {
  const projects = useProjects((state) => state.projects);
  const live = (projects ?? []).filter(({ archivedAt }) => archivedAt === null);
  const places = live.filter(({ id }) => view.projectId === null || id === view.projectId);
  const names = [...new Set(places.flatMap(({ environments }) => environments.map(({ name }) => name)))];
  const known = view.environment === null || names.includes(view.environment) ? names : [...names, view.environment];
  return (
    <div className="inbox-bar">
      <Select
        label="Project"
        labelHidden
        value={view.projectId ?? ALL}
        onChange={(value) => useInboxView.setState({ projectId: value === ALL ? null : (value as ProjectId) })}
        options={[
          { value: ALL, label: 'All projects' },
          ...live.map(({ id, name }) => ({ value: id as string, label: name })),
        ]}
      />
      <Select
        label="Environment"
        labelHidden
        value={view.environment ?? ALL}
        onChange={(value) => useInboxView.setState({ environment: value === ALL ? null : value })}
        options={[{ value: ALL, label: 'All environments' }, ...known.map((name) => ({ value: name, label: name }))]}
      />
      <AsOfField ref={asOf} at={view.at} onChange={(at) => useInboxView.setState({ at })} />
    </div>
  );
}

/** The place of the filter, as far as the calendar can be narrowed to it. */
function placeOf({ projectId, environment }: InboxView) {
  if (projectId === null) return {};
  const project = useProjects.getState().projects?.find(({ id }) => id === projectId);
  const environmentId = project?.environments.find(({ name }) => name === environment)?.id;
  return { projectId, ...(environmentId === undefined ? {} : { environmentId }) };
}
