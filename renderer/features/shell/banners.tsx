import { useEffect, useState } from 'react';
import { continueForm } from '../../dialogs.ts';
import { useConnection } from '../../engine/connection.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { discardPasted, usePasted } from '../../stores/pasted.ts';
import { loadProjects } from '../../stores/projects.ts';
import { refreshSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Progress } from '../../ui/progress.tsx';

/** What concerns the whole window: the engine is gone, or the vault is being encrypted anew. */
export function Banners() {
  const gone = useConnection((connection) => connection.gone);
  const rekey = useRekeyProgress();
  const pasted = usePasted((state) => state.pasted);
  if (gone === null && rekey === null && pasted.length === 0) return null;
  return (
    <div className="banners">
      {gone === null ? null : (
        <Callout
          tone="problem"
          live
          title={gone.message}
          actions={
            <Button
              onClick={() => {
                void refreshSession();
                void loadProjects();
              }}
            >
              Try again
            </Button>
          }
        />
      )}
      {pasted.map((each) => (
        <Callout
          key={each.pastedId}
          tone="warning"
          live
          title="You pasted a value that was not stored"
          actions={
            <>
              <Button variant="primary" onClick={() => continueForm(each)}>
                Continue
              </Button>
              <Button onClick={() => void discardPasted(each.pastedId)}>Discard</Button>
            </>
          }
        >
          {each.label}. It is kept until the vault locks.
        </Callout>
      ))}
      {rekey === null ? null : (
        <Callout title="Encrypting everything with a new vault key" live>
          <div className="rekey-progress">
            <Progress label="Vault key rotation" done={rekey.done} total={rekey.total} />
            <span className="muted">
              {formatCount(rekey.done)} of {formatCount(rekey.total)}
            </span>
          </div>
        </Callout>
      )}
    </div>
  );
}

interface RekeyProgress {
  readonly done: number;
  readonly total: number;
}

function useRekeyProgress(): RekeyProgress | null {
  const [progress, setProgress] = useState<RekeyProgress | null>(null);
  useEffect(
    () => onEngineEvent('rekey-progress', ({ done, total }) => setProgress(done >= total ? null : { done, total })),
    [],
  );
  return progress;
}
