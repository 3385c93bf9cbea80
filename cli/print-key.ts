import type { Place } from '#core/keys/find-key.ts';
import { keyDetail } from '#core/keys/key-detail.ts';
import type { Store } from '#core/store/store.ts';
import { success } from '#shared/contract/result.ts';
import type { Outcome } from './command.ts';
import type { Context } from './context.ts';
import { detailJson } from './key-json.ts';
import { writeJson } from './output.ts';

type Shown = ReturnType<typeof detailJson>;

/** Ends a command that made or changed a key: the key as JSON, or a line that says what was done. */
export function printKey(
  context: Context,
  store: Store,
  place: Place,
  keyId: string,
  json: boolean,
  sentence: (key: Shown) => string,
): Outcome {
  const detail = keyDetail(store, keyId);
  if (!detail.ok) return detail;
  const names = { project: place.project.name, environment: place.environment.name };
  const key = detailJson(detail.value.key, names, context.now());
  if (json) writeJson(context.output, key);
  context.output.say(sentence(key));
  if (key.sameValue.length > 0) {
    const others = key.sameValue.map((other) => `${other.name} of ${other.project}, ${other.environment}`);
    context.output.say(`The same value is in ${others.join('; ')}.`);
  }
  return success(0);
}
