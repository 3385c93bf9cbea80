import type { Placement, PlacementState } from '#shared/domain/ci.ts';

/** Everything by which a placement's state is told. Instants in milliseconds since 1970. */
export type PlacementFacts = {
  readonly how: Placement['how'];
  /** The version that was put there; null where that is not known. */
  readonly versionId: string | null;
  readonly currentVersionId: string | null;
  readonly placedAt: number;
  /** When a write was sent whose answer is not known; null where there is none. */
  readonly pendingAt: number | null;
  /** The system's own time of our write, as far as it is known. */
  readonly placedUpdatedAt: number | null;
  /** What the last look saw, and when. */
  readonly seen: 'there' | 'absent' | null;
  readonly seenAt: number | null;
  readonly remoteUpdatedAt: number | null;
  /** Whether what the system shows of the value, its end or all of it, is what was put there; null where it shows none. */
  readonly tailFits: boolean | null;
};

export type ToldState = { readonly state: PlacementState; readonly detail: string };

/** Clocks differ, and a person takes a while to paste. */
export const AROUND_MS = 15 * 60_000;

/**
 * The state of a placement, and why. What a target said lately counts more than what was put there, and what is not known
 * is never taken for good.
 */
export function placementStateOf(facts: PlacementFacts): ToldState {
  if (facts.pendingAt !== null) {
    return told('unknown', 'A write was sent and no answer came. It is looked up at the next look.');
  }
  if (facts.seen === 'absent') return told('missing', 'The target does not have it any more.');
  if (facts.seen === 'there') {
    if (facts.tailFits === false) {
      return told('changed-elsewhere', 'What the target shows of the value is not what was put there.');
    }
    const elsewhere = byTime(facts);
    if (elsewhere !== null) return elsewhere;
  }
  if (facts.versionId === null) return told('presumed', 'Recorded by hand, without knowing which version is there.');
  if (facts.versionId !== facts.currentVersionId) return told('behind', 'An older version is there.');
  if (facts.how === 'push') return told('current', '');
  const timely = facts.how === 'copy' && facts.placedUpdatedAt !== null;
  if (facts.seen === 'there' && (facts.tailFits === true || timely))
    return told('current', 'Put there by hand, and the target agrees.');
  return told('presumed', 'Put there by hand; the target has told nothing yet by which that could be checked.');
}

function byTime({ how, placedAt, placedUpdatedAt, remoteUpdatedAt, tailFits }: PlacementFacts): ToldState | null {
  if (remoteUpdatedAt === null || tailFits === true) return null;
  if (placedUpdatedAt !== null) {
    return remoteUpdatedAt > placedUpdatedAt
      ? told('changed-elsewhere', 'The target says that it was written later than by Keyrail.')
      : null;
  }
  // No time of our own write is known: `baselineOf` found none that could be it.
  if (remoteUpdatedAt > placedAt) return told('changed-elsewhere', 'The target says that it was written later.');
  return how === 'copy'
    ? told('unknown', 'The target says that it was last written before the value was copied for it.')
    : null;
}

/**
 * The system's time of what was put there, from the first look after it. Null where the time cannot be that.
 * @param rightAfter the look was the one that ends a push: what it tells is our own write
 */
export function baselineOf(
  placement: Pick<PlacementFacts, 'how' | 'placedAt'>,
  remoteUpdatedAt: number | null,
  rightAfter: boolean,
): number | null {
  if (remoteUpdatedAt === null) return null;
  if (remoteUpdatedAt > placement.placedAt + AROUND_MS) return rightAfter ? remoteUpdatedAt : null;
  // Somebody was to paste it: an older time says that nobody did.
  const tooOld = placement.how === 'copy' && remoteUpdatedAt < placement.placedAt - AROUND_MS;
  return tooOld ? null : remoteUpdatedAt;
}

function told(state: PlacementState, detail: string): ToldState {
  return { state, detail };
}
