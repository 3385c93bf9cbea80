import { CircleCheck, CircleDashed, CircleHelp, type LucideIcon } from 'lucide-react';
import type { RepositoryScan, UsedSecret } from '#shared/domain/repository-scan.ts';
import { providerName } from '../../data/provider-name.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Capped } from './capped.tsx';
import { SECRET_STATES, secretCounts, sortSecrets, usesByFile, whereUsed } from './scan-words.ts';

const ICONS: Readonly<Record<UsedSecret['state'], LucideIcon>> = {
  placed: CircleCheck,
  'not-placed': CircleDashed,
  missing: CircleHelp,
};

/** Every secret that the CI files use, what needs somebody first, and what is placed for nothing. */
export function ScanSecrets({ scan: { secrets, unused, ciFiles } }: { readonly scan: RepositoryScan }) {
  if (secrets.length === 0 && unused.length === 0) {
    return (
      <EmptyState title={ciFiles.length === 0 ? 'No CI files here' : 'No CI file uses a secret'}>
        {ciFiles.length === 0
          ? 'GitHub workflows, .gitlab-ci.yml, .circleci/config.yml, Jenkinsfiles and Bitbucket pipelines are read.'
          : `Read ${ciFiles.map(({ file }) => file).join(', ')}.`}
      </EmptyState>
    );
  }
  return (
    <>
      <p className="scan-note">{secretCounts(secrets)}.</p>
      {secrets.length === 0 ? null : (
        <Capped items={sortSecrets(secrets)}>
          {(shown) => (
            <table className="scan-table">
              <thead>
                <tr>
                  <th scope="col">Secret</th>
                  <th scope="col">State</th>
                  <th scope="col">Key</th>
                  <th scope="col">Used in</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((secret) => (
                  <SecretRow
                    key={`${secret.system} ${secret.name} ${secret.environment} ${secret.contexts.join(' ')}`}
                    secret={secret}
                  />
                ))}
              </tbody>
            </table>
          )}
        </Capped>
      )}
      {unused.length === 0 ? null : (
        <section className="scan-section">
          <h3 className="drawer-heading">Placed, and used by no CI file here</h3>
          <ul className="scan-unused">
            {unused.map(({ placementId, secretName, system }) => (
              <li key={placementId}>
                <span className="mono">{secretName}</span> <span className="faint">{providerName(system)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function SecretRow({ secret }: { readonly secret: UsedSecret }) {
  const { name, system, state, certainty, key, keys, uses } = secret;
  const Icon = ICONS[state];
  const where = whereUsed(secret);
  return (
    <tr>
      <th scope="row">
        <span className="mono selectable">{name}</span>
        <span className="scan-second">
          {providerName(system)}
          {where === '' ? '' : `, ${where}`}
        </span>
      </th>
      <td>
        <span className="secret-state" data-state={state}>
          <Icon size={13} aria-hidden="true" />
          {SECRET_STATES[state]}
        </span>
        {certainty === 'likely' ? (
          <span className="scan-second" title="Shell code uses a variable of this name that no file sets">
            probably a secret
          </span>
        ) : null}
      </td>
      <td>
        {key !== null ? (
          <>
            {key.name === name ? null : <span className="mono">{key.name}</span>}
            <span className={key.name === name ? '' : 'scan-second'}>
              {key.project}, {key.environment}
            </span>
          </>
        ) : keys.length === 0 ? (
          <span className="faint">none</span>
        ) : (
          <span className="faint">one of {keys.length}</span>
        )}
      </td>
      <td>
        {usesByFile(uses).map(({ file, lines, jobs }) => (
          <span key={file} className="scan-use">
            <span className="mono selectable">
              {file}:{lines}
            </span>
            {jobs === '' ? null : <span className="faint"> {jobs}</span>}
          </span>
        ))}
      </td>
    </tr>
  );
}
