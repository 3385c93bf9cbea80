import { useMemo } from 'react';
import type { KeyDetail } from '#shared/domain/key.ts';
import { dueOf } from '../../data/due.ts';
import { openDialog } from '../../dialogs.ts';
import { useBoard } from '../../stores/board.ts';
import { showKey } from '../../stores/navigation.ts';
import { useProjects } from '../../stores/projects.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { useNow } from '../../ui/use-now.ts';

/** The same name in the project's other environments, there or missing. */
export function OtherEnvironments({ detail }: { readonly detail: KeyDetail }) {
  const keys = useBoard((state) => (state.projectId === detail.projectId ? state.keys : null));
  const project = useProjects((state) => state.projects?.find(({ id }) => id === detail.projectId));
  const now = useNow();
  const others = useMemo(
    () => new Map((keys ?? []).filter(({ name }) => name === detail.name).map((key) => [key.environmentId, key])),
    [keys, detail.name],
  );
  const environments = (project?.environments ?? []).filter(({ id }) => id !== detail.environmentId);
  if (keys === null || environments.length === 0) return null;
  return (
    <section>
      <h3 className="drawer-heading">In other environments</h3>
      <ul className="related">
        {environments.map((environment) => {
          const key = others.get(environment.id);
          const go = (): void =>
            key === undefined
              ? openDialog({ kind: 'add-key', environmentId: environment.id, name: detail.name })
              : showKey(key.id);
          return (
            <li key={environment.id}>
              <button type="button" className="related-item" onClick={go}>
                <EnvironmentSwatch colour={environment.colour} />
                <span className="truncate">{environment.name}</span>
                <span className="related-state">{key === undefined ? 'missing, add it' : dueOf(key, now).label}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
