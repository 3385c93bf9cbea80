import type { Environment, Project } from '../../stores/projects.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { Select } from '../../ui/select.tsx';
import type { Target } from './target.ts';

/** Project and environment side by side; a protected environment says so. */
export function TargetPicker({
  projects,
  target,
  onChange,
  error,
}: {
  readonly projects: readonly Project[];
  readonly target: Target;
  readonly onChange: (target: Target) => void;
  readonly error?: string | undefined;
}) {
  const project = projects.find(({ id }) => id === target.projectId);
  return (
    <div className="form-columns">
      <Select
        label="Project"
        value={target.projectId}
        placeholder="Choose a project"
        onChange={(projectId) => {
          const next = projects.find(({ id }) => id === projectId);
          const before = project?.environments.find(({ id }) => id === target.environmentId);
          // The same stage of the other project, where it has one.
          const environment =
            next?.environments.find(({ name }) => name === before?.name) ??
            next?.environments.find((each) => !each.protected) ??
            next?.environments[0];
          onChange({ projectId, environmentId: environment?.id ?? '' });
        }}
        options={projects
          .filter((each) => each.archivedAt === null || each.id === target.projectId)
          .map((each) => ({ value: each.id, label: each.name }))}
      />
      <Select
        label="Environment"
        value={target.environmentId}
        placeholder="Choose an environment"
        error={error}
        onChange={(environmentId) => onChange({ ...target, environmentId })}
        options={(project?.environments ?? []).map((environment) => ({
          value: environment.id,
          label: environmentLabel(environment),
          mark: <EnvironmentSwatch colour={environment.colour} />,
        }))}
      />
    </div>
  );
}

function environmentLabel({ name, protected: isProtected }: Environment): string {
  return isProtected ? `${name} (protected)` : name;
}
