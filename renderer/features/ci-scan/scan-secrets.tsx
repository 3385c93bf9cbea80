import { CircleCheck, CircleDashed, CircleHelp, type LucideIcon } from 'lucide-react';
import type { RepositoryScan, UnusedPlacement, UsedSecret } from '#shared/domain/repository-scan.ts';
import { providerName } from '../../data/provider-name.ts';
import { EmptyState } from '../../ui/states.tsx';
import { Capped } from './capped.tsx';
import { isUnused, SECRET_STATES, secretCounts, sortSecrets, usesByFile, whereUsed, whyNotSeen } from './scan-words.ts';

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
          ? 'GitHub workflows, Dependabot’s file, .gitlab-ci.yml, .circleci/config.yml, Jenkinsfiles and Bitbucket pipelines are read.'
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
      <Placed title="Placed, and used by no CI file here" placements={unused.filter(isUnused)} />
      <Placed
        title="Placed, and not seen to be used"
        placements={unused.filter((placement) => !isUnused(placement))}
        note="Something here may use them all the same: the reason stands beside each."
      />
    </>
  );
}

function Placed({
  title,
  placements,
  note,
}: {
  readonly title: string;
  readonly placements: readonly UnusedPlacement[];
  readonly note?: string;
}) {
  if (placements.length === 0) return null;
  return (
    <section className="scan-section">
      <h3 className="drawer-heading">{title}</h3>
      {note === undefined ? null : <p className="scan-note">{note}</p>}
      <Capped items={placements}>
        {(shown) => (
          <ul className="scan-unused">
            {shown.map((placement) => (
              <li key={placement.placementId}>
                <span className="mono">{placement.secretName}</span>{' '}
                <span className="faint">{providerName(placement.system)}</span>
                {isUnused(placement) ? null : <span className="scan-second">{whyNotSeen(placement)}</span>}
              </li>
            ))}
          </ul>
        )}
      </Capped>
    </section>
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
