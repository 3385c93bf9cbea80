import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { createProject, nameProblem } from '../project-settings/project-name-dialog.tsx';

/** What an empty vault shows: name the first project; its board then says how to add keys. */
export function FirstProject() {
  const [name, setName] = useState('');
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wrong = nameProblem(name);
    if (wrong !== undefined) {
      setError(wrong);
      return;
    }
    setBusy(true);
    const problem = await createProject(name.trim());
    setBusy(false);
    if (problem !== null) setError(problem);
  };
  return (
    <div className="first-project">
      <h1 className="gate-title">Your first project</h1>
      <p className="gate-text">
        A project is an app or a repository. It starts with development, staging and a protected production; you can
        change them any time.
      </p>
      <form
        className="gate-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <TextField
          label="Project name"
          autoFocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="storefront"
          error={error}
        />
        <div className="gate-actions">
          <Button variant="primary" type="submit" busy={busy}>
            Create project
          </Button>
        </div>
      </form>
    </div>
  );
}
