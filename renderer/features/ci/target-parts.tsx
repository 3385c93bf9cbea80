import { CircleAlert, CircleCheck, CircleDashed, CloudOff, KeyRound, type LucideIcon } from 'lucide-react';
import type { CiTarget } from '#shared/domain/ci.ts';
import { findEnvironment, findProject, useProjects } from '../../stores/projects.ts';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { Spinner } from '../../ui/progress.tsx';
import type { TargetStanding } from './ci-words.ts';

const ICONS: Readonly<Record<Exclude<TargetStanding, 'looking'>, LucideIcon>> = {
  failed: CircleAlert,
  offline: CloudOff,
  'no-token': KeyRound,
  never: CircleDashed,
  fresh: CircleCheck,
};

/** How a target is, as a shape; the words stand beside it. */
export function TargetMark({ standing }: { readonly standing: TargetStanding }) {
  if (standing === 'looking') {
    return (
      <span className="target-mark" data-standing="looking">
        <Spinner size={12} />
      </span>
    );
  }
  const Icon = ICONS[standing];
  return (
    <span className="target-mark" data-standing={standing}>
      <Icon size={12} aria-hidden="true" />
    </span>
  );
}

/** The project and environment that a person marked a target for. */
export function TargetPurpose({ target }: { readonly target: CiTarget }) {
  // Read again when the projects are.
  useProjects((state) => state.projects);
  const project = findProject(target.projectId);
  const environment = findEnvironment(target.environmentId)?.environment;
  if (project === undefined && environment === undefined) return <span className="target-purpose">Any project</span>;
  return (
    <span className="target-purpose" title={[project?.name, environment?.name].filter(Boolean).join(', ')}>
      {project === undefined ? null : <span className="truncate">{project.name}</span>}
      {environment === undefined ? null : (
        <EnvironmentName name={environment.name} colour={environment.colour} protected={environment.protected} />
      )}
    </span>
  );
}
