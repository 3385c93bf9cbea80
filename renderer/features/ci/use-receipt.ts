import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { Receipt } from '#shared/domain/ci.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export interface ReceiptState {
  readonly receipt: Receipt | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/**
 * A push as it goes on, read again at each sign of progress. While an answer is on its way, any number of signs make one
 * more reading after it.
 */
export function useReceipt(receiptId: ReceiptId): ReceiptState {
  const [state, setState] = useState<Omit<ReceiptState, 'reload'>>({ receipt: null, error: null });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to read again
  useEffect(() => {
    let current = true;
    let again = false;
    let reading = false;
    const read = async (): Promise<void> => {
      again = true;
      if (reading) return;
      reading = true;
      while (again && current) {
        again = false;
        const answer = await call(engine().pushes.receipt({ receiptId }));
        if (!current) return;
        if (answer.ok) setState({ receipt: answer.value.receipt, error: null });
        else setState((before) => ({ ...before, error: answer.error }));
      }
      reading = false;
    };
    void read();
    const ends = [
      onEngineEvent('push-progress', (event) => {
        if (event.receiptId === receiptId) void read();
      }),
      onEngineEvent('ci-changed', () => void read()),
    ];
    return () => {
      current = false;
      for (const end of ends) end();
    };
  }, [receiptId, turn]);
  return { ...state, reload };
}
