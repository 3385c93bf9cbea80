import type { Connection } from '#shared/domain/remote-key.ts';
import { findProject, useProjects } from '../../stores/projects.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';

/** The project and environments that a connection's keys belong to here. */
export function ConnectionPlace({ connection }: { readonly connection: Connection }) {
  // Read again when the projects are.
  useProjects((state) => state.projects);
  const project = findProject(connection.projectId);
  if (project === undefined) return <span className="connection-place">Any project</span>;
  const used = new Set(connection.environments.map(({ environmentId }) => environmentId));
  const environments = project.environments.filter(({ id }) => used.has(id));
  return (
    <span className="connection-place" title={[project.name, ...environments.map(({ name }) => name)].join(', ')}>
      <span className="truncate">{project.name}</span>
      {environments.map(({ id, name, colour }) => (
        <span key={id} className="connection-environment">
          <EnvironmentSwatch colour={colour} />
          <span className="truncate">{name}</span>
        </span>
      ))}
    </span>
  );
}
