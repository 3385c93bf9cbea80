import { failure } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, YES } from '../command.ts';

const ACTIONS = [
  'slots',
  'passphrase',
  'keychain',
  'recovery-code',
  'rekey',
  'remove-slot',
  'unlock',
  'backup',
  'restore',
] as const;

const spec = {
  name: 'vault',
  usage: [
    'vault slots [--json]',
    'vault passphrase [--with-keychain]',
    'vault keychain',
    'vault remove-slot keychain|keychain+passphrase|passphrase [--yes]',
    'vault recovery-code [--yes] [--json]',
    'vault rekey [--yes] [--json]',
    'vault unlock --recovery [--passphrase]',
    'vault backup FILE',
    'vault restore FILE [--set-aside]',
  ],
  about: `How the vault opens, and what it opens with.
  slots          lists the ways to open it
  passphrase     adds or changes the passphrase; --with-keychain: keychain and passphrase are needed together
  keychain       lets the system's keychain open it
  remove-slot    takes a way to open it away
  recovery-code  makes a new recovery code; the old one opens nothing from then on
  rekey          makes a new vault key and encrypts everything anew; there is a new recovery code as well
  unlock         with --recovery: opens it with the recovery code and sets up another way to open it: the keychain,
                 or a new passphrase where there is no keychain or --passphrase is given
  backup         writes an encrypted backup, which opens as the vault does now
  restore        puts a backup in the place of no vault, or of a damaged one; --set-aside: of any. What was there is moved
                 into a folder beside it, and never deleted
A new passphrase is asked for twice; without a terminal it is the first line of standard input, and after the recovery
code the second.`,
  options: {
    recovery: { type: 'flag', help: 'with the recovery code' },
    passphrase: { type: 'flag', help: 'set a new passphrase, even where there is a keychain' },
    'with-keychain': { type: 'flag', help: 'keychain and passphrase are needed together' },
    'set-aside': { type: 'flag', help: 'restore in the place of a vault that is not damaged' },
    yes: YES,
    json: JSON_OUTPUT,
  },
  words: { min: 1, max: 2 },
  completes: ACTIONS,
  examples: [
    ['keyrail vault slots', 'how the vault opens'],
    ['keyrail vault unlock --recovery', 'the keychain entry or the passphrase is lost'],
    ['keyrail vault backup /media/usb/keyrail.keyrail-backup', 'before a trip'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [typed = '', word], options }, context) => {
  const action = ACTIONS.find((known) => known === typed) ?? null;
  if (action === null) return usage(spec, `"vault" takes one of: ${ACTIONS.join(', ')}.`);
  const takesWord = action === 'backup' || action === 'restore' || action === 'remove-slot';
  if (takesWord && word === undefined) return usage(spec, `"vault ${action}" needs one more word.`);
  if (!takesWord && word !== undefined) {
    return usage(spec, 'There are too many words. A passphrase or code never goes on the command line.');
  }
  switch (action) {
    case 'slots':
      return (await import('../vault/slots.ts')).listSlots(context, options.json);
    case 'passphrase':
      return (await import('../vault/slots.ts')).changePassphrase(context, options['with-keychain']);
    case 'keychain':
      return (await import('../vault/slots.ts')).addKeychain(context);
    case 'remove-slot':
      return (await import('../vault/slots.ts')).takeSlotAway(context, word ?? '', options.yes);
    case 'recovery-code':
      return (await import('../vault/slots.ts')).newRecoveryCode(context, options);
    case 'rekey':
      return (await import('../vault/rekey.ts')).rotateVaultKey(context, options);
    case 'unlock':
      return options.recovery
        ? (await import('../vault/recover.ts')).recover(context, options.passphrase)
        : failure(
            'invalid-request',
            'The command line keeps nothing unlocked. With the recovery code: keyrail vault unlock --recovery',
          );
    case 'backup':
      return (await import('../vault/backup.ts')).backUp(context, word ?? '');
    case 'restore':
      return (await import('../vault/backup.ts')).restore(context, word ?? '', options['set-aside']);
  }
});
