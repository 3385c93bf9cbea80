import type { Receipt } from '#shared/domain/ci.ts';
import type { EnvironmentId, KeyId, ReceiptId } from '#shared/domain/ids.ts';
import { reportFailure } from '../../actions/perform.ts';
import { withConfirmations } from '../../actions/protected.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findEnvironment } from '../../stores/projects.ts';

/** Stops a push after the writes that are under way; the rest can be gone on with. */
export async function stopPush(receiptId: ReceiptId): Promise<void> {
  const answer = await call(engine().pushes.stop({ receiptId }));
  if (!answer.ok) reportFailure(answer);
}

/** Goes on with a push that stopped. */
export async function resumePush(receipt: Receipt): Promise<void> {
  const { id: receiptId, steps } = receipt;
  const open = steps.filter(({ outcome }) => outcome === 'waiting' || outcome === 'unknown');
  const places = await protectedPlaces([...new Set(open.map(({ keyId }) => keyId))]);
  const answer = await withConfirmations(places, 'push', () => engine().pushes.resume({ receiptId }));
  if (!answer.ok) reportFailure(answer);
}

/** The protected environments of some keys, each once. A receipt names keys only. */
async function protectedPlaces(keyIds: readonly KeyId[]): Promise<readonly EnvironmentId[]> {
  const places = new Set<EnvironmentId>();
  for (const keyId of keyIds) {
    const answer = await call(engine().keys.get({ keyId }));
    const environment = answer.ok ? findEnvironment(answer.value.key.environmentId)?.environment : undefined;
    if (environment?.protected === true) places.add(environment.id);
  }
  return [...places];
}
