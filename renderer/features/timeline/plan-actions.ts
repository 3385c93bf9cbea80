import type { KeyId } from '#shared/domain/ids.ts';
import { perform } from '../../actions/perform.ts';
import { engine } from '../../engine/client.ts';
import { localDay } from '../../ui/format-time.ts';
import { notify } from '../../ui/toast.tsx';
import { plannedInstant } from './day-scale.ts';

/** What is said where somebody wants to plan for a day that is over. */
export const DAY_IS_OVER = 'That day is over. Plan the rotation for today or later.';

/** Moves the next rotation of a key to a day of the person's calendar; says so, with a way back, or why not. */
export async function planRotationOn(keyId: KeyId, day: number): Promise<boolean> {
  const now = Date.now();
  if (day < localDay(now)) {
    notify({ title: DAY_IS_OVER, tone: 'warning', key: 'plan-rotation' });
    return false;
  }
  return (await perform(engine().timeline.planRotation({ keyId, at: plannedInstant(day, now) }))) !== null;
}

/** Gives a rotation the date of its policy again. */
export async function followPolicy(keyId: KeyId): Promise<void> {
  await perform(engine().timeline.planRotation({ keyId, at: null }));
}
