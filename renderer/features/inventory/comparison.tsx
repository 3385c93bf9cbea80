import type { ReactNode } from 'react';
import type { DatedFact } from '#shared/domain/instant.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { StatusMark } from '../../ui/status-mark.tsx';
import { Time } from '../../ui/time.tsx';
import { useNow } from '../../ui/use-now.ts';
import { originText } from '../drawer/drawer-notes.tsx';
import { endsOf } from './drift-words.ts';
import { RemoteDate, type RemoteDateField, saysDate } from './remote-date.tsx';
import { RemoteStatusMark } from './remote-status.tsx';

interface Line {
  readonly title: string;
  readonly there: ReactNode;
  readonly here: ReactNode;
}

/**
 * What the provider says of a key beside what the vault says, fact by fact, each date with its origin. Without a vault key
 * only the provider's side is there. A line of which nobody says anything is left out.
 */
export function Comparison({
  remote,
  detail,
  provider,
}: {
  readonly remote: RemoteKey;
  readonly detail: KeyDetail | null;
  /** The provider's name. */
  readonly provider: string;
}) {
  const now = useNow();
  const lines = linesOf(remote, detail, now).filter(({ there, here }) => there !== null || here !== null);
  return (
    <table className="comparison" data-both={detail !== null || undefined}>
      <thead>
        <tr>
          <td />
          <th scope="col">At {provider}</th>
          {detail === null ? null : <th scope="col">In the vault</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ title, there, here }) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td>{there ?? <Untold />}</td>
            {detail === null ? null : <td>{here ?? <Untold />}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Untold() {
  return (
    <span className="faint">
      <span aria-hidden="true">–</span>
      <span className="visually-hidden">not told</span>
    </span>
  );
}

function linesOf(remote: RemoteKey, detail: KeyDetail | null, now: number): readonly Line[] {
  const current = detail?.versions.find(({ state }) => state === 'current');
  const reported = (field: RemoteDateField, show: 'day' | 'relative' = 'day'): ReactNode =>
    saysDate(remote, field) ? <RemoteDate remote={remote} field={field} show={show} /> : null;
  const text = (words: string | null | undefined): ReactNode => (words == null || words === '' ? null : words);
  const mono = (words: string): ReactNode => (words === '' ? null : <span className="mono selectable">{words}</span>);
  return [
    {
      title: 'Status',
      there: <RemoteStatusMark remote={remote} />,
      here:
        detail === null ? null : (
          <StatusMark status={keyStatusAt({ ...detail, expiresAt: detail.expires?.at ?? null }, now)} />
        ),
    },
    {
      title: 'Shown part',
      there: mono(endsOf(remote)),
      here: current === undefined ? null : mono(endsOf(current)),
    },
    {
      title: 'Scopes',
      there: remote.scopes === null ? null : remote.scopes.length === 0 ? 'none' : remote.scopes.join(', '),
      here: text(detail?.scopes.join(', ')),
    },
    { title: 'Expires', there: reported('expires'), here: dated(detail?.expires ?? null, detail) },
    { title: 'Created', there: reported('created'), here: dated(detail?.created ?? null, detail) },
    { title: 'Created by', there: text(remote.createdBy), here: null },
    {
      title: 'Last used',
      there: reported('lastUsed', 'relative'),
      here: detail?.lastUsed == null ? null : <Time at={detail.lastUsed.at} precision={detail.lastUsed.precision} />,
    },
    { title: 'Environment', there: text(remote.environment), here: null },
    { title: 'Id', there: remote.remoteId === null ? null : mono(remote.remoteId), here: null },
    { title: 'Description', there: text(remote.description), here: text(detail?.description) },
  ];
}

function dated(fact: DatedFact | null, detail: KeyDetail | null): ReactNode {
  if (fact === null) return null;
  return (
    <>
      <Time at={fact.at} precision={fact.precision} show="day" />
      <span className="comparison-origin">{originText(fact.origin, detail?.provider ?? null)}</span>
    </>
  );
}
