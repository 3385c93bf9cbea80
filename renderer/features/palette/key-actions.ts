import type { KeySummary } from '#shared/domain/key.ts';
import { archiveKeys, copyKey } from '../../actions/keys.ts';
import type { Command } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { showKey } from '../../stores/navigation.ts';
import { identifierLabel } from '../add-key/key-kinds.ts';

/** What the palette can do with one key, the most usual first. */
export function keyActions(key: KeySummary): readonly Command[] {
  const identifier = identifierLabel(key.kind);
  const of = (
    id: string,
    title: string,
    run: () => void | Promise<void>,
    more: Pick<Command, 'keywords' | 'shortcut'> = {},
  ): Command => ({ id: `key.${id}`, title, section: 'Keys', run, ...more });
  return [
    of('copy', 'Copy value', () => copyKey(key), { shortcut: 'mod+enter' }),
    of('place', 'Place in CI…', () => openDialog({ kind: 'copy-assistant', keyId: key.id }), {
      keywords: 'copy assistant target secret github gitlab',
      shortcut: 'mod+p',
    }),
    of('push', `Push ${key.name} to CI…`, () => openDialog({ kind: 'push', keyIds: [key.id] }), {
      keywords: 'place target secret github gitlab',
    }),
    of('open', 'Open', () => showKey(key.id), { keywords: 'show drawer details', shortcut: 'enter' }),
    of('reveal', 'Reveal in the drawer', () => showKey(key.id), { keywords: 'show value' }),
    of('copy-name', 'Copy name', () => copyKey(key, 'name')),
    of('copy-line', 'Copy as a .env line', () => copyKey(key, 'dotenv-line')),
    ...(identifier === null
      ? []
      : [of('copy-identifier', `Copy ${identifier.toLowerCase()}`, () => copyKey(key, 'identifier'))]),
    of('set-value', 'Set new value…', () => openDialog({ kind: 'set-value', keyId: key.id }), {
      keywords: 'replace rotate',
    }),
    of('rotate', 'Rotate…', () => openDialog({ kind: 'rotate', keyId: key.id }), { keywords: 'replace renew' }),
    of('leaked', 'This key leaked…', () => openDialog({ kind: 'rotate', keyId: key.id, mode: 'leaked' }), {
      keywords: 'compromised exposed rotate',
    }),
    of('edit', 'Edit…', () => openDialog({ kind: 'edit-key', keyId: key.id })),
    of('rename', 'Rename…', () => openDialog({ kind: 'rename-key', keyId: key.id, name: key.name })),
    of('move', 'Move…', () => openDialog({ kind: 'move-keys', keyIds: [key.id], from: key.environmentId })),
    of('archive', 'Archive', async () => {
      await archiveKeys([key.id]);
    }),
  ];
}
