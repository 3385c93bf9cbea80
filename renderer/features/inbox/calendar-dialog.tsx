import { useState } from 'react';
import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findEnvironment, findProject } from '../../stores/projects.ts';
import { RadioCards } from '../../ui/choices.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { notify } from '../../ui/toast.tsx';

type Names = 'with' | 'without';

/** Writes what comes due into a calendar file, with or without names. No file ever holds a value. */
export function CalendarDialog({
  projectId,
  environmentId,
  onClose,
}: {
  readonly projectId: ProjectId | null;
  readonly environmentId: EnvironmentId | null;
  readonly onClose: () => void;
}) {
  const [names, setNames] = useState<Names>('with');
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await call(
      engine().reminders.exportCalendar({
        ...(projectId === null ? {} : { projectId }),
        ...(environmentId === null ? {} : { environmentId }),
        names: names === 'with',
      }),
    );
    setBusy(false);
    if (!answer.ok) {
      if (!isQuiet(answer)) setProblem(answer.error.message);
      return;
    }
    const { events, cancelled } = answer.value;
    if (cancelled) return;
    notify({
      title: `Wrote ${events === 1 ? '1 event' : `${formatCount(events)} events`} to the calendar file`,
      detail: 'Written again to the same place, it updates what a calendar read from it.',
      tone: 'ok',
    });
    onClose();
  };
  const project = findProject(projectId);
  const environment = environmentId === null ? undefined : findEnvironment(environmentId)?.environment;
  const of = [project?.name, environment?.name].filter((part) => part !== undefined).join(', ');
  return (
    <FormDialog
      title="Export to a calendar"
      description={`An .ics file of what comes due in the next year${of === '' ? '' : `, of ${of} only`}. It never holds a value.`}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Save file…"
      busy={busy}
      problem={problem}
    >
      <RadioCards
        label="Names"
        labelHidden
        value={names}
        onChange={setNames}
        options={[
          {
            value: 'with',
            title: 'With names',
            text: 'Each event says which key of which project it is about.',
          },
          {
            value: 'without',
            title: 'Without names',
            text: 'Only that something expires or is to be rotated: for a calendar that others see, or that a service keeps.',
          },
        ]}
      />
    </FormDialog>
  );
}
