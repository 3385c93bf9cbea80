import { useState } from 'react';
import type { ProjectId } from '#shared/domain/ids.ts';
import { MAX_NAME_LENGTH } from '#shared/domain/limits.ts';
import { lineProblem } from '#shared/domain/text-rules.ts';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { showProject } from '../../stores/navigation.ts';
import { loadProjects } from '../../stores/projects.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** A name for a new project (`project` is null) or another name for one that is there. */
export function ProjectNameDialog({
  project,
  onClose,
}: {
  readonly project: { readonly id: ProjectId; readonly name: string } | null;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(project?.name ?? '');
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wrong = nameProblem(name);
    if (wrong !== undefined) {
      setError(wrong);
      return;
    }
    if (project?.name === name.trim()) {
      onClose();
      return;
    }
    setBusy(true);
    const problem = project === null ? await createProject(name.trim()) : await renameProject(project.id, name.trim());
    setBusy(false);
    if (problem === null) onClose();
    else setError(problem);
  };
  return (
    <FormDialog
      size="small"
      title={project === null ? 'New project' : 'Rename project'}
      {...(project === null ? { description: 'It starts with development, staging and a protected production.' } : {})}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel={project === null ? 'Create project' : 'Rename'}
      busy={busy}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error}
        placeholder="storefront"
      />
    </FormDialog>
  );
}

/** What is wrong with a name for people to read; undefined where nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Give it a name.';
  return lineProblem(name.trim(), MAX_NAME_LENGTH) === null
    ? undefined
    : 'A name has at most 200 characters, all of them visible.';
}

/** Makes a project and shows its board; the message of what went wrong, or null. */
export async function createProject(name: string): Promise<string | null> {
  const answer = await call(engine().projects.create({ name }));
  if (!answer.ok) return answer.error.message;
  await loadProjects();
  showProject(answer.value.project.id);
  notifyDone(answer.value);
  return null;
}

async function renameProject(projectId: ProjectId, name: string): Promise<string | null> {
  const answer = await call(engine().projects.rename({ projectId, name }));
  if (!answer.ok) return answer.error.message;
  notifyDone(answer.value);
  return null;
}
