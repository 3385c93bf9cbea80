import { ArrowDown, ArrowUp, Lock, Pencil, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { perform } from '../../actions/perform.ts';
import { engine } from '../../engine/client.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { IconButton } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';

/** A project's environments in their order, each with what can be done with it. */
export function EnvironmentList({
  project,
  onEdit,
}: {
  readonly project: Project;
  readonly onEdit: (environment: Environment) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  const { environments, id: projectId } = project;
  const move = async (from: number, to: number): Promise<void> => {
    const ids = environments.map(({ id }) => id);
    const [moved] = ids.splice(from, 1);
    if (moved === undefined) return;
    ids.splice(to, 0, moved);
    await perform(engine().environments.reorder({ projectId, environmentIds: ids }));
  };
  return (
    <ul className="environment-list" ref={list}>
      {environments.map((environment, index) => (
        <li key={environment.id} className="environment-line">
          <EnvironmentSwatch colour={environment.colour} size={12} />
          <span className="environment-name truncate" title={environment.name}>
            {environment.name}
          </span>
          {environment.protected ? (
            <span className="environment-protected">
              <Lock size={11} aria-hidden="true" /> protected
            </span>
          ) : null}
          <span className="environment-count">
            {environment.keyCount === 1 ? '1 key' : `${formatCount(environment.keyCount)} keys`}
          </span>
          <IconButton
            icon={ArrowUp}
            size="small"
            label={`Move ${environment.name} up`}
            disabled={index === 0}
            onClick={() => void move(index, index - 1)}
          />
          <IconButton
            icon={ArrowDown}
            size="small"
            label={`Move ${environment.name} down`}
            disabled={index === environments.length - 1}
            onClick={() => void move(index, index + 1)}
          />
          <IconButton
            icon={Pencil}
            size="small"
            label={`Edit ${environment.name}`}
            onClick={() => onEdit(environment)}
          />
          <IconButton
            icon={Trash2}
            size="small"
            label={`Remove ${environment.name}`}
            onClick={() => void perform(engine().environments.remove({ environmentId: environment.id }))}
          />
        </li>
      ))}
    </ul>
  );
}
