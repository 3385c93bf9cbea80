import { useCallback } from 'react';
import type { CampaignId, KeyId, RotationId } from '#shared/domain/ids.ts';
import type { Campaign, Rotation } from '#shared/domain/rotation.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent, onEngineEvents } from '../../engine/events.ts';
import { type Read, useRead } from '../../engine/use-read.ts';

/** Calls back when a rotation changes that `concerns` says yes to, or when another process may have gone on with it. */
function onRotations(concerns: (rotationId: RotationId) => boolean, changed: () => void): () => void {
  const ends = [
    onEngineEvent('rotation-changed', ({ rotationId }) => {
      if (concerns(rotationId)) changed();
    }),
    onEngineEvents(['vault-changed'], changed),
  ];
  return () => {
    for (const end of ends) end();
  };
}

const everyOne = (changed: () => void): (() => void) => onRotations(() => true, changed);

/** One rotation as it goes on. */
export function useRotation(rotationId: RotationId): Read<{ readonly rotation: Rotation }> {
  const ask = useCallback(() => engine().rotations.get({ rotationId }), [rotationId]);
  const own = useCallback(
    (changed: () => void) => onRotations((changedId) => changedId === rotationId, changed),
    [rotationId],
  );
  return useRead(ask, own);
}

/** The rotation that a key is in at present, in a list of one or none. */
export function useRotationsOf(keyId: KeyId): Read<{ readonly rotations: readonly Rotation[] }> {
  const ask = useCallback(() => engine().rotations.list({ keyId, open: true }), [keyId]);
  return useRead(ask, everyOne);
}

/** Every rotation, newest first, with the campaigns. */
export function useRotations(): Read<{
  readonly rotations: readonly Rotation[];
  readonly campaigns: readonly Campaign[];
}> {
  return useRead(askForAll, everyOne);
}

async function askForAll() {
  const [rotations, campaigns] = await Promise.all([engine().rotations.list({}), engine().rotations.campaigns({})]);
  if (!rotations.ok) return rotations;
  if (!campaigns.ok) return campaigns;
  return { ok: true as const, value: { ...rotations.value, ...campaigns.value } };
}

/** A campaign with its rotations, in the order in which they were begun. */
export function useCampaign(
  campaignId: CampaignId,
): Read<{ readonly campaign: Campaign; readonly rotations: readonly Rotation[] }> {
  const ask = useCallback(async () => {
    const [campaign, rotations] = await Promise.all([
      engine().rotations.campaign({ campaignId }),
      engine().rotations.list({ campaignId, limit: 1_000 }),
    ]);
    if (!campaign.ok) return campaign;
    if (!rotations.ok) return rotations;
    return {
      ok: true as const,
      value: { ...campaign.value, rotations: rotations.value.rotations.toReversed() },
    };
  }, [campaignId]);
  return useRead(ask, everyOne);
}
