import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { UndoId } from '#shared/domain/ids.ts';
import type { Facts } from '../../core/reminders/facts.ts';
import { timelineMarks } from '../../core/reminders/schedule.ts';
import type { FakeKey } from './demo-data.ts';

/** Rotations that a person moved, by key. */
export type FakePlans = Map<string, { readonly rotatedAt: number; readonly at: number }>;

/** What the fake engine lends the timeline. */
export interface FakeTimelinePort {
  /** Reminders and the timeline read the same ones. */
  readonly plans: FakePlans;
  readonly facts: () => Facts;
  readonly keyOf: (keyId: string) => FakeKey | undefined;
  readonly now: () => number;
  readonly undoable: (label: string, back: () => void) => { undoId: UndoId; label: string };
  readonly isLocked: () => boolean;
}

/** The timeline by the engine's own rules over the fake vault. */
export function createFakeTimeline(port: FakeTimelinePort): EngineClient['timeline'] {
  const { plans, now } = port;
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  return {
    marks: async ({ from, to, ...filter }) =>
      port.isLocked() ? locked() : success({ marks: timelineMarks(port.facts(), from, to, filter) }),
    planRotation: async ({ keyId, at }) => {
      if (port.isLocked()) return locked();
      const key = port.keyOf(keyId);
      if (key === undefined)
        return failure('key-not-found', 'This key is not there any more. It may have been deleted elsewhere.');
      if (at !== null && at < now())
        return failure('date-invalid', 'That day is over. Plan the rotation for today or later.');
      const before = plans.get(keyId);
      const answer = port.undoable(`Planned the rotation of ${key.name}`, () => {
        if (before === undefined) plans.delete(keyId);
        else plans.set(keyId, before);
      });
      if (at === null) plans.delete(keyId);
      else plans.set(keyId, { rotatedAt: key.versions[0]?.createdAt ?? 0, at });
      return success(answer);
    },
  };
}
