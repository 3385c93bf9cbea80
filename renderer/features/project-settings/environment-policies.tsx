import { openDialog } from '../../dialogs.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { POLICY_FIELDS, policyLine } from '../policies/policy-words.ts';
import { type PolicyInForce, usePolicy } from '../policies/use-policy.ts';

/** How the keys of each environment are looked after, in a line, and the way to change it. */
export function EnvironmentPolicies({ project }: { readonly project: Project }) {
  return (
    <section className="settings-block">
      <h2>Policies</h2>
      <p className="settings-block-text">
        How often the keys of an environment are replaced, and when somebody is told. A provider or a key can have its
        own.
      </p>
      <div className="project-card">
        {project.environments.map((environment) => (
          <PolicyLine key={environment.id} project={project} environment={environment} />
        ))}
      </div>
    </section>
  );
}

function PolicyLine({ project, environment }: { readonly project: Project; readonly environment: Environment }) {
  const scope = { of: 'environment', environmentId: environment.id } as const;
  const { policy, error, reload } = usePolicy(scope);
  return (
    <div className="settings-line">
      <div>
        <h3 className="policy-place">
          <EnvironmentSwatch colour={environment.colour} />
          {environment.name}
        </h3>
        <p className="settings-block-text">
          {policy === null ? (
            (error?.message ?? ' ')
          ) : (
            <>
              {policyLine(policy.inForce)} <span className="faint">{whoSays(policy)}</span>
            </>
          )}
        </p>
      </div>
      {error === null ? (
        <Button
          aria-label={`Change the policy of ${environment.name}`}
          onClick={() => openDialog({ kind: 'policy', scope, title: `${project.name}, ${environment.name}` })}
        >
          Change…
        </Button>
      ) : (
        <Button onClick={reload}>Try again</Button>
      )}
    </div>
  );
}

/** Where the policy that is in force comes from, of all fields together. */
function whoSays({ own, from }: PolicyInForce): string {
  const count = Object.keys(own).length;
  if (count > 0) return count === 1 ? '· 1 setting of its own' : `· ${count} settings of its own`;
  return POLICY_FIELDS.some((field) => from[field] === 'everything') ? '· partly set for everything' : '· by default';
}
