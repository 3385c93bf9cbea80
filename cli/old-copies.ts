import { listPlacements } from '#core/ci/placement-rows.ts';
import { targetRow } from '#core/ci/target-rows.ts';
import type { Place } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import { quoted } from './place.ts';

/** Which CI targets want a key's present value, and the commands that bring it to them; one line each, none where all have it. */
export function oldCopiesHints(
  store: Store,
  place: Place,
  key: { readonly id: string; readonly name: string },
): string[] {
  const old = listPlacements(store, { keyId: key.id }).filter(({ state }) => state === 'behind' || state === 'missing');
  const targets = [...new Set(old.map(({ targetId }) => targetId))].flatMap((id) => targetRow(store, id) ?? []);
  const where = `-p ${quoted(place.project.name)} -e ${quoted(place.environment.name)}`;
  const pushable = targets.filter((target) => target.token_id !== null);
  const byHand = targets.filter((target) => target.token_id === null);
  const [first] = byHand;
  return [
    ...(pushable.length === 0 ? [] : [`${holdOld(pushable.length)}: keyrail ci push ${where} --key ${key.name}`]),
    ...(first === undefined
      ? []
      : [
          `${holdOld(byHand.length)}, without a token: keyrail ci copy ${key.name} ${where} --target ${quoted(first.name)}`,
        ]),
  ];
}

function holdOld(count: number): string {
  return count === 1 ? '1 CI target holds an older value' : `${count} CI targets hold an older value`;
}
