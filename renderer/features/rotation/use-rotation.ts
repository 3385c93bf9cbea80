import { useCallback, useEffect, useState } from 'react';
import type { Failure, Result } from '#shared/contract/result.ts';
import type { CampaignId, KeyId, RotationId } from '#shared/domain/ids.ts';
import type { Campaign, Rotation } from '#shared/domain/rotation.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';

export interface Read<T> {
  /** Null until it is read. */
  readonly value: T | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/**
 * What the engine answers, read again at each sign that it changed. While an answer is on its way, any number of signs make
 * one more reading after it.
 * @param ask stays the same function as long as the same is asked for
 * @param concerns whether the change of this rotation is such a sign
 */
function useRead<T>(ask: () => Promise<Result<T, string>>, concerns: (rotationId: RotationId) => boolean): Read<T> {
  const [state, setState] = useState<Omit<Read<T>, 'reload'>>({ value: null, error: null });
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
        const answer = await call(ask());
        if (!current) return;
        if (answer.ok) setState({ value: answer.value, error: null });
        else setState((before) => ({ ...before, error: answer.error }));
      }
      reading = false;
    };
    void read();
    const ends = [
      onEngineEvent('rotation-changed', ({ rotationId }) => {
        if (concerns(rotationId)) void read();
      }),
      // Another process may have gone on with it.
      onEngineEvent('vault-changed', () => void read()),
    ];
    return () => {
      current = false;
      for (const end of ends) end();
    };
  }, [ask, concerns, turn]);
  return { ...state, reload };
}

const everyOne = (): boolean => true;

/** One rotation as it goes on. */
export function useRotation(rotationId: RotationId): Read<{ readonly rotation: Rotation }> {
  const ask = useCallback(() => engine().rotations.get({ rotationId }), [rotationId]);
  const own = useCallback((changed: RotationId) => changed === rotationId, [rotationId]);
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
