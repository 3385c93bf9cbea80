import { isEnvironmentName } from '#core/formats/names.ts';
import { openEnvironment, type Receiver } from '#core/transfer/open-environment.ts';
import { usage } from '../arguments.ts';
import { CHOICE_OPTIONS, choiceOf, withWayOut } from '../choose-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, type Outcome, PROJECT, YES } from '../command.ts';
import { kibibytes, sizeOf, spaceBytes, variableProblem } from '../environment-limits.ts';
import { resolvePlace } from '../place.ts';
import { runProgram } from '../run-program.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'run',
  usage: ['run [-p PROJECT] [-e ENV] [--only A,B] [--except A,B] [--prefix P] [--yes] -- COMMAND [ARGUMENTS…]'],
  about: `Runs a program with the keys of an environment set as its environment variables. Nothing is written to disk, no shell is
involved, signals reach the program, and its exit status becomes this one (127: no such program; 126: not executable).
What no program can get (a value that is not text, or too large) is named and refused, until --except or --only leaves it
out. Names with dots or dashes reach programs; a shell on the way, as in npm's scripts, may drop them.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    ...CHOICE_OPTIONS,
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

/** Programs that read their variables as names of their own, and may drop the others from what they start. */
const SHELLS = /(?:^|[\\/])(?:sh|ash|bash|dash|fish|ksh|zsh|cmd|powershell|pwsh)(?:\.exe)?$/i;
/** Names of the largest keys that a refusal gives. */
const SHOWN_LARGEST = 3;

export const command = defineCommand(spec, async ({ words: [program = '', ...programArguments], options }, context) => {
  const { prefix = '' } = options;
  if (/[=\0]/.test(prefix)) return usage(spec, '--prefix takes no "=".');
  // Without a prototype: a key may be named __proto__.
  const env: NodeJS.ProcessEnv = Object.assign(Object.create(null), context.env);
  const receiver: Receiver = {
    name: "a program's environment",
    unfit: ({ name, value }) => variableProblem(prefix + name, value),
    unfitTogether: (keys) => {
      const space = spaceBytes();
      const all = Object.assign(Object.create(null), env);
      for (const { name, value } of keys) all[prefix + name] = value;
      const size = sizeOf({ arguments: [program, ...programArguments], env: all });
      return size <= space ? null : tooLarge(size, space, keys);
    },
  };
  const opened = await withStore(context, async (store): Promise<Outcome> => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    if (place.value.environment.protected && !options.yes) {
      const { confirmProtected } = await import('../confirm.ts');
      const refused = await confirmProtected(context, store, place.value, options.yes);
      if (refused !== null) return refused;
    }
    const choice = choiceOf(store, place.value, options);
    if (!choice.ok) return choice;
    const values = openEnvironment(store, {
      environmentId: place.value.environment.id,
      use: 'ran',
      confirmed: () => true,
      choice: choice.value,
      receiver,
    });
    if (!values.ok) return withWayOut(values);
    for (const { name, value } of values.value) {
      // A key of that name is a value of the vault, not its passphrase, and still must not open it for the program.
      if (prefix + name !== 'KEYRAIL_PASSPHRASE') env[prefix + name] = value;
      else context.output.say('KEYRAIL_PASSPHRASE is not given to the program: it would open a vault.');
    }
    const odd = values.value.map(({ name }) => prefix + name).filter((name) => !isEnvironmentName(name));
    if (odd.length > 0 && SHELLS.test(program)) {
      context.output.say(`No shell can use these names, and some pass them to no program: ${odd.join(', ')}.`);
    }
    return { ok: true, value: 0 };
  });
  if (!opened.ok) return opened;
  // The vault is closed and its key wiped; only the program's environment holds values now.
  return runProgram(program, programArguments, env, context.output.say);
});

function tooLarge(size: number, space: number, keys: readonly { name: string; value: string }[]): string {
  const largest = keys
    .map(({ name, value }) => ({ name, bytes: Buffer.byteLength(value) }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, SHOWN_LARGEST)
    .map(({ name, bytes }) => `${name} (${kibibytes(bytes)})`);
  return `Together the environment has ${kibibytes(size)}, and this system takes about ${kibibytes(space)} for a program. The largest
keys are ${largest.join(', ')}: leave some out with --except, or choose with --only.`;
}
