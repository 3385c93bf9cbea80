import { useEffect, useState } from 'react';
import type { Contract } from '#shared/contract/index.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CampaignFilter, RotationMode } from '#shared/domain/rotation.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';

export type CampaignPlan = ResponseOf<Contract['rotations']['planCampaign']>;

/** Choosing rests this long before the engine is asked. */
const PAUSE_MS = 150;

export function isNarrowed(filter: CampaignFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** What a campaign over a filter would do. Every key of the vault is not planned for before anything is chosen. */
export function useCampaignPlan(
  filter: CampaignFilter,
  mode: RotationMode,
): { readonly plan: CampaignPlan | null; readonly error: Failure | null; readonly busy: boolean } {
  const [plan, setPlan] = useState<CampaignPlan | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    setPlan(null);
    setError(null);
    if (!isNarrowed(filter)) {
      setBusy(false);
      return;
    }
    let current = true;
    setBusy(true);
    const pause = setTimeout(async () => {
      const { keyIds, ...rest } = filter;
      const answer = await call(
        engine().rotations.planCampaign({
          filter: { ...rest, ...(keyIds === undefined ? {} : { keyIds: [...keyIds] }) },
          mode,
        }),
      );
      if (!current) return;
      setBusy(false);
      if (answer.ok) setPlan(answer.value);
      else setError(answer.error);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(pause);
    };
  }, [filter, mode]);
  return { plan, error, busy };
}
