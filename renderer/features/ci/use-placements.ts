import { useCallback } from 'react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvents } from '../../engine/events.ts';
import { type Read, useRead } from '../../engine/use-read.ts';

const listen = (changed: () => void): (() => void) => onEngineEvents(['ci-changed', 'vault-changed'], changed);

/** The placements of one target, or of all (null), read again whenever they change. */
export function usePlacements(targetId: CiTargetId | null): Read<{ readonly placements: readonly NamedPlacement[] }> {
  const ask = useCallback(() => engine().placements.list(targetId === null ? {} : { targetId }), [targetId]);
  return useRead(ask, listen);
}
