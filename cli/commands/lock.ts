import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomically } from '#core/database/atomic-file.ts';
import { vaultState } from '#core/vault/vault-state.ts';
import { failure, success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand } from '../command.ts';

const spec = {
  name: 'lock',
  usage: ['lock'],
  about: `Asks every Keyrail window that has the vault open to lock it; they do within a second. The command line itself keeps
nothing unlocked between two commands.`,
  options: {},
  words: { min: 0, max: 0 },
  examples: [['keyrail lock', 'before leaving the desk']],
} as const satisfies CommandSpec;

/** Windows watch this file: other content than before is the request. */
const LOCK_REQUEST = 'lock-request';

export const command = defineCommand(spec, async (_invocation, context) => {
  if ((await vaultState(context.home)).state === 'none') {
    return failure('vault-missing', `There is no vault in ${context.home}. To make one: keyrail init`);
  }
  await writeFileAtomically(join(context.home, LOCK_REQUEST), `${randomBytes(16).toString('hex')}\n`);
  context.output.say('Every open Keyrail window was asked to lock. The command line keeps nothing unlocked.');
  return success(0);
});
