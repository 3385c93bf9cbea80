import { ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Spinner } from '../../ui/progress.tsx';
import { Time } from '../../ui/time.tsx';

type TargetSecret = ResponseOf<Contract['ciTargets']['secrets']>['secrets'][number];

/** What the target holds that is none of our placements, under a line that asks it when it is opened. */
export function TargetSecrets({
  targetId,
  hasToken,
  checkedAt,
}: {
  readonly targetId: CiTargetId;
  readonly hasToken: boolean;
  /** A later look is a reason to ask again. */
  readonly checkedAt: number | null;
}) {
  const [open, setOpen] = useState(false);
  const [secrets, setSecrets] = useState<readonly TargetSecret[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a later look, or a new try, is the reason to ask again
  useEffect(() => {
    if (!open || !hasToken) return;
    let current = true;
    setError(null);
    void call(engine().ciTargets.secrets({ targetId })).then((answer) => {
      if (!current) return;
      setError(answer.ok ? null : answer.error);
      if (answer.ok) setSecrets(answer.value.secrets);
    });
    return () => {
      current = false;
    };
  }, [targetId, open, hasToken, checkedAt, turn]);
  const others = secrets?.filter(({ placement }) => placement === null);
  return (
    <details className="past-syncs target-secrets" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={14} className="past-syncs-mark" aria-hidden="true" />
        Other secrets there
        {others === undefined ? null : <span className="faint">{formatCount(others.length)}</span>}
      </summary>
      {!hasToken ? (
        <p className="past-syncs-note">Without an access token the target cannot be asked what it holds.</p>
      ) : error !== null ? (
        <p className="past-syncs-note target-secrets-error" role="alert">
          {error.message} <Button onClick={() => setTurn(turn + 1)}>Try again</Button>
        </p>
      ) : others === undefined ? (
        <p className="past-syncs-note" role="status">
          <Spinner size={14} /> Asking…
        </p>
      ) : others.length === 0 ? (
        <p className="past-syncs-note">None: every secret there is a placement above.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard
        <ul className="past-syncs-list" tabIndex={0} aria-label="Other secrets there">
          {others.map(({ secret }) => (
            <li key={`${secret.remoteId ?? ''} ${secret.name}`}>
              <span className="truncate mono" title={secret.name}>
                {secret.name}
              </span>
              <span className="truncate muted">
                {secret.updatedAt === null ? (
                  'time not told'
                ) : (
                  <>
                    changed <Time at={secret.updatedAt} />
                  </>
                )}
              </span>
              <span className="truncate faint">
                {[secret.tail === null ? '' : `ends in ${secret.tail}`, secret.detail].filter(Boolean).join(', ')}
              </span>
              <Button
                aria-label={`Record ${secret.name} by hand`}
                onClick={() => openDialog({ kind: 'record-placement', targetId, secretName: secret.name })}
              >
                Record…
              </Button>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
