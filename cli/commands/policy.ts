import { findKey } from '#core/keys/find-key.ts';
import { policyInForce, setPolicy } from '#core/reminders/policy-rows.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PolicyField, PolicyScope } from '#shared/domain/policy.ts';
import { providerId } from '#shared/domain/text.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, type Outcome, PROJECT } from '../command.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { changedPolicy, POLICY_OPTIONS, policyWords } from '../policy-options.ts';
import { writeFacts } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'policy',
  usage: [
    'policy show [-p PROJECT -e ENV | NAME -p PROJECT -e ENV | --provider ID | --all] [--json]',
    'policy set [-p PROJECT -e ENV | NAME -p PROJECT -e ENV | --provider ID | --all] [OPTIONS]',
  ],
  about: `How keys are looked after: how often they are replaced, when somebody is told, and when nothing rings. An environment
has its own policy, which a provider's and then a key's own go over; "--all" is beneath them all. Without any, production
keys are replaced every quarter, staging twice a year, development once a year. "set" changes what the options name.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    provider: { type: 'text', value: 'ID', help: 'for the keys of a provider, such as npm' },
    all: { type: 'flag', help: 'for everything that says nothing else' },
    ...POLICY_OPTIONS,
    json: { ...JSON_OUTPUT, help: 'print {own, inForce, from}' },
  },
  words: { min: 1, max: 2 },
  completes: ['show', 'set'],
  examples: [
    ['keyrail policy show -p shop -e production', 'what holds there, and where it is said'],
    ['keyrail policy set -p shop -e production --rotate-every 60d --warn-ahead 21,7,1', 'more often, and sooner'],
    ['keyrail policy set --all --quiet-hours 20:00-09:00 --days-off fri,sat', 'when nothing rings'],
    ['keyrail policy set STRIPE_API_KEY -p shop -e production --rotate-every never', 'one key only'],
    ['keyrail policy set --provider npm --inherit rotate-every', 'take it back'],
  ],
} as const satisfies CommandSpec;

type Options = Parameters<Parameters<typeof defineCommand<typeof spec.options>>[1]>[0]['options'];

export const command = defineCommand(spec, async ({ words: [what, name], options }, context) => {
  if (what !== 'show' && what !== 'set') return usage(spec, '"policy" is followed by show or set.');
  const changes = Object.keys(POLICY_OPTIONS).filter((option) => {
    const given = options[option as keyof typeof POLICY_OPTIONS];
    return Array.isArray(given) ? given.length > 0 : given !== undefined;
  });
  if (what === 'show' && changes.length > 0) return usage(spec, `--${changes[0]} is for "set".`);
  if (what === 'set' && changes.length === 0) return usage(spec, 'Say what to change.');
  return withStore(context, async (store): Promise<Outcome> => {
    const scope = await scopeOf(context, store, name, options);
    if (!scope.ok) return scope;
    if (what === 'set') {
      const before = policyInForce(store, scope.value);
      if (!before.ok) return before;
      const after = changedPolicy(before.value.own, options);
      if (!after.ok) return after;
      const set = setPolicy(store, scope.value, after.value);
      if (!set.ok) return set;
      context.output.say(`${set.value.label}.`);
      if (!options.json) return success(0);
    }
    return show(context, store, scope.value, options.json);
  });
});

async function scopeOf(
  context: Context,
  store: Store,
  name: string | undefined,
  options: Options,
): Promise<Result<PolicyScope, ErrorCode>> {
  const placed = name !== undefined || options.project !== undefined || options.env !== undefined;
  const said = [placed, options.provider !== undefined, options.all].filter(Boolean).length;
  if (said > 1) return usage(spec, 'A policy is of one of: an environment, a key, --provider, --all.');
  if (options.all) return success({ of: 'everything' as const });
  if (options.provider !== undefined) {
    const provider = providerId.safeParse(options.provider.toLowerCase());
    if (!provider.success) {
      return failure('name-invalid', '--provider is small letters and digits with dashes between them, such as npm.');
    }
    // A slip of the pen would be a policy of nothing.
    if (store.sql('SELECT 1 FROM keys WHERE provider = ? LIMIT 1').get(provider.data) === undefined) {
      const { findProvider } = await import('#core/providers/catalogue.ts');
      if (findProvider(provider.data) === null) {
        const message = `There is no provider "${provider.data}", and no key is of it. "keyrail providers" lists them.`;
        return failure('provider-not-found', message);
      }
    }
    return success({ of: 'provider' as const, provider: provider.data });
  }
  const place = await resolvePlace(context, store, spec, options);
  if (!place.ok) return place;
  if (name === undefined) return success({ of: 'environment' as const, environmentId: place.value.environment.id });
  const key = findKey(store, place.value, name);
  return key.ok ? success({ of: 'key', keyId: key.value.id as never }) : key;
}

function show({ output }: Context, store: Store, scope: PolicyScope, json: boolean): Outcome {
  const found = policyInForce(store, scope);
  if (!found.ok) return found;
  const { own, inForce, from } = found.value;
  if (json) {
    writeJson(output, { own, inForce, from });
    return success(0);
  }
  const words = policyWords(inForce);
  writeFacts(
    output,
    (Object.keys(words) as PolicyField[]).map((field) => {
      const [label, text] = words[field];
      return [label, from[field] === 'default' ? text : `${text}  (said for ${FROM[from[field]]})`] as const;
    }),
  );
  return success(0);
}

const FROM = {
  default: 'nothing',
  everything: 'everything',
  environment: 'this environment',
  provider: 'its provider',
  key: 'this key',
} as const;
