import { listPlacements } from '#core/ci/placement-rows.ts';
import { refreshStatus, type TargetLook } from '#core/ci/refresh-status.ts';
import { targetRow } from '#core/ci/target-rows.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS } from '#shared/contract/error-codes.ts';
import { success } from '#shared/contract/result.ts';
import type { PlacementState } from '#shared/domain/ci.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { type Colour, writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';
import { keyNames } from './ci-names.ts';
import { namedTarget } from './named-target.ts';

export type StatusOptions = {
  readonly target: readonly string[];
  readonly offline: boolean;
  readonly json: boolean;
};

const COLOURS: Readonly<Record<PlacementState, Colour>> = {
  current: 'green',
  behind: 'yellow',
  'changed-elsewhere': 'red',
  missing: 'red',
  unknown: 'yellow',
  presumed: 'dim',
};

/** `keyrail ci status`. */
export async function status(context: Context, options: StatusOptions): Promise<Outcome> {
  return withStore(context, async (store) => {
    const chosen: string[] = [];
    for (const name of options.target) {
      const row = namedTarget(store, name);
      if (!row.ok) return row;
      chosen.push(row.value.id);
    }
    const looks = options.offline ? [] : await refreshStatus(store, chosen.length === 0 ? undefined : chosen);
    const placements = placementsJson(store).filter(({ targetId }) => chosen.length === 0 || chosen.includes(targetId));
    if (options.json) {
      writeJson(context.output, {
        placements: placements.map(({ targetId, ...placement }) => placement),
        targets: looks.map(({ name, secrets, error }) => ({ target: name, secrets, error })),
      });
    } else show(context, placements, looks);
    return success(looks.some(({ error }) => error !== null) ? ERROR_EXIT_STATUS['provider-refused'] : 0);
  });
}

type PlacementJson = ReturnType<typeof placementsJson>[number];

/** The placements as `ci status --json` has them; part of the command line's stable output. */
function placementsJson(store: Store) {
  const namesOf = keyNames(store);
  return listPlacements(store).map((placement) => {
    const names = namesOf(placement.keyId);
    return {
      targetId: placement.targetId as string,
      key: names?.key ?? '',
      project: names?.project ?? '',
      environment: names?.environment ?? '',
      target: targetRow(store, placement.targetId)?.name ?? '',
      secretName: placement.secretName,
      state: placement.state,
      placedVersion: placement.placedVersion,
      currentVersion: placement.currentVersion,
      placedAt: isoOf(placement.placedAt),
      remoteUpdatedAt: isoOf(placement.remoteUpdatedAt),
      seenAt: isoOf(placement.seenAt),
      how: placement.how,
      detail: placement.detail,
    };
  });
}

function show({ output }: Context, placements: readonly PlacementJson[], looks: readonly TargetLook[]): void {
  if (placements.length === 0) {
    output.say('Nothing is placed yet. To place keys: keyrail ci push -p PROJECT -e ENV --target TARGET');
  } else {
    writeTable<PlacementJson>(
      output,
      [
        { title: 'KEY', text: ({ key }) => key, gives: 1 },
        { title: 'FROM', text: ({ project, environment }) => `${project} ${environment}`, gives: 3 },
        { title: 'TARGET', text: ({ target }) => target, gives: 2 },
        { title: 'SECRET', text: ({ secretName }) => secretName, gives: 1 },
        { title: 'STATE', text: ({ state }) => state, colour: ({ state }) => COLOURS[state] },
        {
          title: 'VERSION',
          text: ({ placedVersion, currentVersion }) => `${placedVersion ?? '?'} of ${currentVersion ?? '?'}`,
        },
        { title: 'SEEN', text: ({ seenAt }) => seenAt ?? 'never' },
      ],
      placements,
    );
  }
  for (const { name, error } of looks) {
    if (error !== null) output.say(`${name}: ${error.message} What was known before is shown.`);
  }
  const behind = placements.filter(({ state }) => state === 'behind').length;
  if (behind > 0) output.say(`${behind} behind. To push them: keyrail ci push`);
}
