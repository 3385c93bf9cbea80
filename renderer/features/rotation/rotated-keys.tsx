import type { RotatedKey } from '#shared/domain/rotation.ts';
import { useProjects } from '../../stores/projects.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { placeText } from './rotation-words.ts';

type Named = Pick<RotatedKey, 'name' | 'project' | 'environment'>;

/** Project and environment of a key as a rotation names them: with the environment's colour, where it is still there. */
export function KeyPlace({ of }: { readonly of: Named }) {
  const projects = useProjects((state) => state.projects);
  const environment = projects
    ?.find(({ name }) => name === of.project)
    ?.environments.find(({ name }) => name === of.environment);
  return (
    <span className="rotation-place">
      {environment === undefined ? null : <EnvironmentSwatch colour={environment.colour} />}
      <span className="truncate">{placeText(of)}</span>
    </span>
  );
}

/** The keys that get a new value together; nothing where it is only one. */
export function RotatedKeys({ keys }: { readonly keys: readonly (Named & Pick<RotatedKey, 'keyId' | 'part'>)[] }) {
  if (keys.length < 2) return null;
  return (
    <section className="rotation-section" aria-label="Keys that get the new value">
      <h3 className="rotation-heading">{keys.length} keys get the new value</h3>
      <ul className="rotation-keys">
        {keys.map((key) => (
          <li key={key.keyId}>
            <span className="mono truncate" title={key.name}>
              {key.name}
            </span>
            {key.part === 'identifier' ? <span className="badge">public half</span> : null}
            <KeyPlace of={key} />
          </li>
        ))}
      </ul>
    </section>
  );
}
