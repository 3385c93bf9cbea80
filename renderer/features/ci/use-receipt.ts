import { useCallback } from 'react';
import type { Receipt } from '#shared/domain/ci.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent, onEngineEvents } from '../../engine/events.ts';
import { type Read, useRead } from '../../engine/use-read.ts';

/** A push as it goes on, read again at each sign of progress. */
export function useReceipt(receiptId: ReceiptId): Read<{ readonly receipt: Receipt }> {
  const ask = useCallback(() => engine().pushes.receipt({ receiptId }), [receiptId]);
  const listen = useCallback(
    (changed: () => void) => {
      const ends = [
        onEngineEvent('push-progress', (event) => {
          if (event.receiptId === receiptId) changed();
        }),
        onEngineEvents(['ci-changed'], changed),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    [receiptId],
  );
  return useRead(ask, listen);
}
