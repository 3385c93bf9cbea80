import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { notify } from '../../ui/toast.tsx';

export type Verified = ResponseOf<Contract['activity']['verify']>;

/** Checks the whole chain of the log. */
export function VerifyButton({ onVerified }: { readonly onVerified: (verified: Verified) => void }) {
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    const result = await call(engine().activity.verify({}));
    setBusy(false);
    if (result.ok) onVerified(result.value);
    else if (!isQuiet(result)) {
      notify({ title: 'The log could not be checked', detail: result.error.message, tone: 'problem' });
    }
  };
  return (
    <Button icon={ShieldCheck} busy={busy} onClick={() => void verify()}>
      Verify
    </Button>
  );
}

/** What the check found. */
export function VerifyResult({ verified }: { readonly verified: Verified }) {
  const entries = formatCount(verified.entries);
  if (verified.intact) {
    return (
      <Callout tone="ok" title="The log is intact" live>
        All {entries} entries follow from one another; none was changed, added or removed.
      </Callout>
    );
  }
  return (
    <Callout tone="problem" title="The log has been tampered with" live>
      {verified.firstBroken === null
        ? `Not all of the ${entries} entries fit.`
        : `From entry ${formatCount(verified.firstBroken)} on, what is written does not fit what came before. Entries before it can be trusted.`}{' '}
      Put a backup beside this vault and compare.
    </Callout>
  );
}
