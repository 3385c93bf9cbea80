import { CircleCheck } from 'lucide-react';
import type { FoundValue, RepositoryScan } from '#shared/domain/repository-scan.ts';
import { showKey } from '../../stores/navigation.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { More } from '../../ui/more.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { Capped } from './capped.tsx';
import { counted, howFound, versionWords } from './scan-words.ts';

/** Values of the vault in the repository: where they are, never what they are. */
export function ScanValues({
  scan: { values, skippedValues, notSearched, repository },
  leaks,
  onClose,
}: {
  readonly scan: RepositoryScan;
  readonly leaks: readonly FoundValue[];
  readonly onClose: () => void;
}) {
  const harmless = values.filter((value) => value.harmless);
  const show = (value: FoundValue): void => {
    onClose();
    showKey(value.keyId);
  };
  return (
    <>
      {leaks.length === 0 ? (
        <EmptyState icon={CircleCheck} title="No secret value was found" tone="good">
          {repository
            ? 'Neither in the files nor in the history, as far as they were searched.'
            : 'There is no history here: only files were searched.'}
        </EmptyState>
      ) : (
        <>
          <Callout tone="problem" title="Replace these keys">
            Whoever can read the repository can read them. A value that is taken out of a file is still in the history:
            what helps is a new value, and the old one revoked at its provider.
          </Callout>
          <Capped items={leaks}>{(shown) => <ValueTable values={shown} onShow={show} bad />}</Capped>
        </>
      )}
      {harmless.length === 0 ? null : (
        <section className="scan-section">
          <h3 className="drawer-heading">Meant to be seen</h3>
          <Capped items={harmless}>{(shown) => <ValueTable values={shown} onShow={show} />}</Capped>
        </section>
      )}
      <section className="scan-section">
        <h3 className="drawer-heading">Not searched</h3>
        <ul className="scan-skipped">
          {notSearched.map((what) => (
            <li key={what}>{what}</li>
          ))}
        </ul>
      </section>
      {skippedValues.length === 0 ? null : (
        <section className="scan-section">
          <More label={`${counted(skippedValues.length, 'value')} not searched for`} open={false}>
            <ul className="scan-skipped">
              {skippedValues.map(({ keyId, version, name, project, environment, reason }) => (
                <li key={`${keyId} ${version}`}>
                  <span className="mono">{name}</span>{' '}
                  <span className="faint">
                    {project}, {environment}, v{version}:
                  </span>{' '}
                  {reason}
                </li>
              ))}
            </ul>
          </More>
        </section>
      )}
    </>
  );
}

function ValueTable({
  values,
  onShow,
  bad = false,
}: {
  readonly values: readonly FoundValue[];
  readonly onShow: (value: FoundValue) => void;
  readonly bad?: boolean;
}) {
  return (
    <table className="scan-table scan-values" data-bad={bad || undefined}>
      <thead>
        <tr>
          <th scope="col">Value of</th>
          <th scope="col">Where</th>
          <th scope="col">Commit</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {values.map((value) => {
          const { versionId, name, project, environment, file, lines, form, commit } = value;
          return (
            <tr key={`${versionId} ${form} ${file} ${commit?.id}`}>
              <th scope="row">
                <span className="mono">{name}</span>
                <span className="scan-second">
                  {project}, {environment} · {versionWords(value)}
                </span>
              </th>
              <td>
                <span className="mono selectable scan-file">
                  {file ?? 'commit message'}
                  {lines.length === 0 ? '' : `:${lines.join(', ')}`}
                </span>
                <span className="scan-second scan-how">{howFound(value)}</span>
              </td>
              <td>
                {commit === null ? (
                  <span className="faint">none yet</span>
                ) : (
                  <>
                    <span className="mono selectable" title={commit.id}>
                      {commit.id.slice(0, 7)}
                    </span>
                    <span className="scan-second">
                      <Time at={commit.at} show="day" />
                    </span>
                  </>
                )}
              </td>
              <td className="scan-row-action">
                <Button variant="quiet" aria-label={`Show key ${name}`} onClick={() => onShow(value)}>
                  Show key
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
