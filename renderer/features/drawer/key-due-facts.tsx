import type { ReactNode } from 'react';
import type { KeyDetail } from '#shared/domain/key.ts';
import { originWords } from '../../data/date-origin.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { rotateWords, sourceWords } from '../policies/policy-words.ts';
import { type PolicyInForce, usePolicy } from '../policies/use-policy.ts';
import { type KeyDates, useKeyDates } from './use-key-dates.ts';

/** When a key ends, when it is to be replaced, and by which policy: each with how that is known, and the way to change it. */
export function KeyDueFacts({ detail }: { readonly detail: KeyDetail }) {
  const dates = useKeyDates(detail.id);
  const { policy } = usePolicy({ of: 'key', keyId: detail.id });
  const inUse = detail.deletedAt === null && detail.archivedAt === null;
  const { id: keyId, name } = detail;
  return (
    <>
      <DueFact
        name="Expires"
        change={
          inUse ? { label: `Change the expiry of ${name}`, run: () => openDialog({ kind: 'edit-key', keyId }) } : null
        }
      >
        <Expiry detail={detail} dates={dates} />
      </DueFact>
      <DueFact
        name="Rotation"
        change={
          inUse
            ? {
                label: `Change the policy of ${name}`,
                run: () => openDialog({ kind: 'policy', scope: { of: 'key', keyId }, title: name }),
              }
            : null
        }
      >
        <Rotation detail={detail} dates={dates} policy={policy} />
      </DueFact>
      {policy === null || policy.inForce.ownerNote === '' ? null : (
        <DueFact name="Owner" change={null}>
          {policy.inForce.ownerNote} <em>{sourceWords(policy.from.ownerNote, detail.provider)}</em>
        </DueFact>
      )}
    </>
  );
}

function DueFact({
  name,
  change,
  children,
}: {
  readonly name: string;
  readonly change: { readonly label: string; readonly run: () => void } | null;
  readonly children: ReactNode;
}) {
  return (
    <div className="fact fact-due">
      <dt>{name}</dt>
      <dd>
        <span>{children}</span>
        {change === null ? null : (
          <Button variant="quiet" className="fact-change" aria-label={change.label} onClick={change.run}>
            Change
          </Button>
        )}
      </dd>
    </div>
  );
}

function Expiry({ detail, dates }: { readonly detail: KeyDetail; readonly dates: KeyDates | null }) {
  const { expires, provider } = detail;
  const told = dates?.expiry ?? null;
  if (told !== null) {
    return (
      <>
        <Time at={told.at} precision={told.precision} show="day" /> <em>{originWords(told.origin, provider)}</em>
      </>
    );
  }
  if (expires === null) return <span className="faint">no expiry known</span>;
  // Of a key that is not in use, and of a session, which is kept alive: nobody is reminded of these.
  return (
    <>
      <Time at={expires.at} precision={expires.precision} show="day" /> <em>{expires.origin}</em>
    </>
  );
}

function Rotation({
  detail,
  dates,
  policy,
}: {
  readonly detail: KeyDetail;
  readonly dates: KeyDates | null;
  readonly policy: PolicyInForce | null;
}) {
  if (policy === null || dates === null) return <span className="faint"> </span>;
  const { rotation } = dates;
  const source = sourceWords(policy.from.rotateEvery, detail.provider);
  const every = rotateWords(policy.inForce.rotateEvery);
  if (rotation === null) {
    if (policy.inForce.rotateEvery === null)
      return (
        <>
          never <em>{source}</em>
        </>
      );
    return <span className="faint">{detail.kind === 'publishable' ? 'not needed: it may be public' : 'not due'}</span>;
  }
  return (
    <>
      <Time at={rotation.at} show="day" />{' '}
      <em>{rotation.planned ? `planned by you, otherwise ${every}` : `${every}, ${source}`}</em>
    </>
  );
}
