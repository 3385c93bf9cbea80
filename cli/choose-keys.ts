import type { Place } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import type { KeyChoice } from '#core/transfer/open-environment.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { OptionSpecs, OptionValues } from './command.ts';
import { quoted } from './place.ts';

/** Which keys of an environment are meant, for the commands that take all of them. */
export const CHOICE_OPTIONS = {
  only: { type: 'list', value: 'A,B', help: 'only these keys; give it again for more', completes: 'key' },
  except: { type: 'list', value: 'A,B', help: 'without these keys; give it again for more', completes: 'key' },
} as const satisfies OptionSpecs;

/** The keys that options name. A name that is not there is refused: it may be a slip, and the key would be left out or sent. */
export function choiceOf(
  store: Store,
  { project, environment }: Place,
  options: OptionValues<typeof CHOICE_OPTIONS>,
): Result<KeyChoice, 'key-not-found'> {
  if (options.only.length === 0 && options.except.length === 0) return success<KeyChoice>({});
  const known = new Set(
    store
      .sql('SELECT name FROM keys WHERE environment_id = ? AND archived_at IS NULL AND deleted_at IS NULL')
      .pluck()
      .all(environment.id) as string[],
  );
  const only = namesIn(options.only, known);
  const except = namesIn(options.except, known);
  const missing = [...only, ...except].filter((name) => !known.has(name));
  if (missing.length > 0) {
    const message = `${environment.name} of ${project.name} has no key named ${missing.join(', ')}.`;
    return failure('key-not-found', message, { names: missing });
  }
  return success<KeyChoice>({ ...(options.only.length === 0 ? {} : { only }), except });
}

/** A key whose name has a comma can be named whole. */
function namesIn(lists: readonly string[], known: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(
    lists.flatMap((list) => {
      const whole = list.trim().normalize('NFC');
      if (known.has(whole)) return [whole];
      return whole
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
    }),
  );
}

/** Says how to leave out the keys that a refusal names. */
export function withWayOut<Code extends ErrorCode>(refused: Failed<Code>): Failed<Code> {
  const { code, message, detail } = refused.error;
  const names = detail?.['names'];
  if (code !== 'value-invalid' || !Array.isArray(names)) return refused;
  const except = names.map((name) => `--except ${quoted(String(name))}`).join(' ');
  const [whom, value] = names.length === 1 ? ['it', 'its value'] : ['them', 'such a value'];
  return failure(
    code,
    `${message}\nTo go on without ${whom}: ${except}\n"keyrail get NAME" gives ${value}, into a file if need be.`,
    detail,
  );
}
