import { RadioGroup } from 'radix-ui';
import { useState } from 'react';
import { notifyDone } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { Switch } from '../../ui/choices.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { nameProblem } from './project-name-dialog.tsx';

const COLOURS: readonly { readonly value: number; readonly name: string }[] = [
  { value: 1, name: 'blue grey' },
  { value: 2, name: 'violet' },
  { value: 3, name: 'rust' },
  { value: 4, name: 'teal' },
  { value: 5, name: 'pink' },
  { value: 6, name: 'ochre' },
  { value: 7, name: 'green' },
  { value: 8, name: 'stone' },
];

/** A new environment (`environment` is null) or changes to one that is there. */
export function EnvironmentDialog({
  project,
  environment,
  onClose,
}: {
  readonly project: Project;
  readonly environment: Environment | null;
  readonly onClose: () => void;
}) {
  const [name, setName] = useState(environment?.name ?? '');
  const [colour, setColour] = useState(environment?.colour ?? firstFreeColour(project));
  const [isProtected, setProtected] = useState(environment?.protected ?? false);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const wrong = nameProblem(name);
    if (wrong !== undefined) {
      setError(wrong);
      return;
    }
    const fields = { name: name.trim(), colour, protected: isProtected };
    setBusy(true);
    const answer = await (environment === null
      ? call(engine().environments.create({ projectId: project.id, ...fields }))
      : call(engine().environments.edit({ environmentId: environment.id, ...fields })));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    notifyDone(answer.value);
    onClose();
  };
  return (
    <FormDialog
      size="small"
      title={environment === null ? 'Add environment' : `Edit ${environment.name}`}
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel={environment === null ? 'Add environment' : 'Save'}
      busy={busy}
    >
      <TextField
        label="Name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error}
        placeholder="preview"
      />
      <div className="field">
        <span className="field-label" id="environment-colour">
          Colour
        </span>
        <RadioGroup.Root
          className="colour-choices"
          aria-labelledby="environment-colour"
          value={String(colour)}
          orientation="horizontal"
          onValueChange={(value) => setColour(Number(value))}
        >
          {COLOURS.map((each) => (
            <RadioGroup.Item
              key={each.value}
              value={String(each.value)}
              className="colour-choice"
              aria-label={each.name}
              title={each.name}
            >
              <EnvironmentSwatch colour={each.value} size={12} />
            </RadioGroup.Item>
          ))}
        </RadioGroup.Root>
      </div>
      <Switch
        label="Protected"
        hint="Asks once per unlock before its values are revealed, copied or run with."
        checked={isProtected}
        onChange={setProtected}
      />
    </FormDialog>
  );
}

function firstFreeColour(project: Project): number {
  const taken = new Set(project.environments.map(({ colour }) => colour));
  return COLOURS.find(({ value }) => !taken.has(value))?.value ?? 1;
}
