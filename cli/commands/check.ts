import { findKey } from '#core/keys/find-key.ts';
import { checkVaultKey } from '#core/sync/check-vault-key.ts';
import { ERROR_EXIT_STATUS } from '#shared/contract/error-codes.ts';
import { failure, success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT, YES } from '../command.ts';
import { namedConnection } from '../named-connection.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'check',
  usage: ['check NAME [-p PROJECT] [-e ENV] [--connection CONNECTION] [--json]'],
  about: `Asks the provider whether a key is alive, with the request that the provider documents for it: works, refused, limited
or unreachable. The value goes to the provider and nowhere else. The exit status is 0 where it works, else 6.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    connection: {
      type: 'text',
      value: 'NAME',
      help: 'whose base address and parameters to use (default: the one the key is linked to)',
    },
    yes: YES,
    json: { ...JSON_OUTPUT, help: 'print {name, project, environment, provider, result, message, host, …}' },
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  examples: [['keyrail check GITHUB_TOKEN -p shop -e staging', 'is it alive?']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) =>
  withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const named = options.connection === undefined ? null : namedConnection(store, options.connection);
    if (named !== null && !named.ok) return named;
    if (named !== null && named.value.provider !== key.value.provider) {
      return failure('invalid-request', `"${named.value.name}" is a connection to another provider.`);
    }
    if (place.value.environment.protected && !options.yes) {
      const { confirmProtected } = await import('../confirm.ts');
      const refused = await confirmProtected(context, store, place.value, options.yes);
      if (refused !== null) return refused;
    }
    const checked = await checkVaultKey(store, {
      keyId: key.value.id,
      connection: named?.value,
      confirmed: () => true,
    });
    if (!checked.ok) return checked;
    const { provider, result, message, host, retryAfterMs, hints } = checked.value;
    if (options.json) {
      writeJson(context.output, {
        name,
        project: place.value.project.name,
        environment: place.value.environment.name,
        provider,
        result,
        message,
        host,
        retryAfterMs,
        hints,
      });
    } else {
      context.output.write(`${result}: ${message}\n`);
      for (const hint of hints) context.output.say(hint);
    }
    return success(result === 'works' ? 0 : ERROR_EXIT_STATUS['provider-refused']);
  }),
);
