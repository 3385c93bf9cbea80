import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export type KeyDates = ResponseOf<Contract['reminders']['datesOf']>;

/** When a key ends and when it is to be replaced, read again whenever the vault changes. Null until it is read. */
export function useKeyDates(keyId: KeyId): KeyDates | null {
  const [read, setRead] = useState<{ readonly keyId: KeyId; readonly dates: KeyDates } | null>(null);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const answer = await call(engine().reminders.datesOf({ keyId }));
      if (current) setRead(answer.ok ? { keyId, dates: answer.value } : null);
    };
    void load();
    const end = onEngineEvent('vault-changed', () => void load());
    return () => {
      current = false;
      end();
    };
  }, [keyId]);
  return read?.keyId === keyId ? read.dates : null;
}
