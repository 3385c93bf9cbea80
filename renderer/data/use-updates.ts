import { useCallback, useEffect, useState } from 'react';
import type { UpdateStatus } from '#shared/contract/updates.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { onEngineEvent } from '../engine/events.ts';

export type UpdateAction = 'check' | 'download' | 'install';

/** What is known of a newer Keyrail; null until it was read. It needs no open vault. */
export function useUpdates(): {
  readonly status: UpdateStatus | null;
  readonly allow: (allowed: boolean) => void;
  readonly act: (action: UpdateAction) => void;
} {
  const [status, setStatus] = useState<UpdateStatus | null>(null);
  const show = useCallback(async (asking: ReturnType<ReturnType<typeof engine>['updates']['status']>) => {
    const answer = await call(asking);
    if (answer.ok) setStatus(answer.value.status);
  }, []);
  useEffect(() => {
    const read = (): void => void show(engine().updates.status({}));
    read();
    return onEngineEvent('updates-changed', read);
  }, [show]);
  return {
    status,
    allow: (allowed) => void show(engine().updates.allow({ allowed })),
    act: (action) => void show(engine().updates[action]({})),
  };
}
