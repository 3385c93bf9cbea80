import type { Place } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import { openEnvironment } from '#core/transfer/open-environment.ts';
import { type Failed, failure } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, type Outcome, PROJECT, YES } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { runProgram } from '../run-program.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'run',
  usage: ['run [-p PROJECT] [-e ENV] [--only A,B] [--prefix P] [--yes] -- COMMAND [ARGUMENTS…]'],
  about: `Runs a program with the keys of an environment set as its environment variables. Nothing is written to disk, no shell is
involved, signals reach the program, and its exit status becomes this one (127: no such program; 126: not executable).`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    only: { type: 'text', value: 'A,B', help: 'only these keys' },
    prefix: { type: 'text', value: 'P', help: 'put P in front of every name, as in VITE_' },
    yes: { ...YES, help: 'do not ask for a protected environment' },
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  programFollows: true,
  examples: [
    ['keyrail run -p shop -e development -- npm start', 'all keys of an environment'],
    ['keyrail run -e ci --only NPM_TOKEN -- npm publish', 'one of them, the project from .keyrail.json'],
  ],
} as const satisfies CommandSpec;

/** What every system takes as the name of an environment variable (POSIX). */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const command = defineCommand(spec, async ({ words: [program = '', ...programArguments], options }, context) => {
  const { prefix = '' } = options;
  const env: NodeJS.ProcessEnv = { ...context.env };
  const opened = await withStore(context, async (store): Promise<Outcome> => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    if (place.value.environment.protected && !options.yes) {
      const { confirmProtected } = await import('../confirm.ts');
      const refused = await confirmProtected(context, store, place.value, options.yes);
      if (refused !== null) return refused;
    }
    const only = options.only === undefined ? undefined : namesIn(options.only);
    // Everything that can be refused is, before a value is opened and the use recorded.
    const refusal = refuseNames(store, place.value, only, prefix);
    if (refusal !== null) return refusal;
    const values = openEnvironment(store, {
      environmentId: place.value.environment.id,
      use: 'ran',
      confirmed: () => true,
      only,
    });
    if (!values.ok) return values;
    return setVariables(env, prefix, values.value);
  });
  if (!opened.ok) return opened;
  // The vault is closed and its key wiped; only the program's environment holds values now.
  return runProgram(program, programArguments, env, context.output.say);
});

function namesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(',').map((name) => name.trim().normalize('NFC')));
}

function refuseNames(
  store: Store,
  { project, environment }: Place,
  only: ReadonlySet<string> | undefined,
  prefix: string,
): Failed<'key-not-found' | 'name-invalid'> | null {
  const known = store
    .sql('SELECT name FROM keys WHERE environment_id = ? AND archived_at IS NULL AND deleted_at IS NULL')
    .pluck()
    .all(environment.id) as string[];
  const missing = [...(only ?? [])].filter((name) => !known.includes(name));
  if (missing.length > 0) {
    const message = `${environment.name} of ${project.name} has no key named ${missing.join(', ')}.`;
    return failure('key-not-found', message, { names: missing });
  }
  const unusable = known.filter((name) => (only?.has(name) ?? true) && !VARIABLE_NAME.test(prefix + name));
  if (unusable.length === 0) return null;
  return failure(
    'name-invalid',
    `No program can get these names: ${unusable.join(', ')}. Rename them to letters, digits and "_", or choose others with --only.`,
    { names: unusable },
  );
}

function setVariables(
  env: NodeJS.ProcessEnv,
  prefix: string,
  values: readonly { name: string; value: string }[],
): Outcome {
  for (const { name, value } of values) {
    if (value.includes('\0')) {
      return failure(
        'value-invalid',
        `${name} contains a NUL byte, which no environment variable can hold. Leave it out with --only.`,
      );
    }
    // A key of that name is a value of the vault, not its passphrase, and still must not open it for the program.
    if (prefix + name !== 'KEYRAIL_PASSPHRASE') env[prefix + name] = value;
  }
  return { ok: true, value: 0 };
}
