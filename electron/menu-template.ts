import type { MenuItemConstructorOptions } from 'electron';
import type { EngineEvent } from '#shared/contract/events.ts';

type Command = Extract<EngineEvent, { type: 'command' }>['command'];

/** What a menu item of ours asks for; everything else in the menu is a role of the desktop's own. */
export type MenuAction =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'lock' }
  | { readonly kind: 'page'; readonly page: 'documentation' | 'report-a-problem' };

/**
 * The application menu, as each platform's users expect it.
 *
 * Accelerators are not taken from the page: it sees every key first, and a key that it handles (with `preventDefault`)
 * does not reach the menu. That is how Cmd/Ctrl+Z takes back the last change of the vault outside a text field, while the
 * menu's own undo stays the text field's.
 */
export function menuTemplate(options: {
  platform: NodeJS.Platform;
  development: boolean;
  perform: (action: MenuAction) => void;
}): MenuItemConstructorOptions[] {
  const mac = options.platform === 'darwin';
  const item = (label: string, action: MenuAction, accelerator?: string): MenuItemConstructorOptions => ({
    label,
    click: () => options.perform(action),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const command = (label: string, name: Command, accelerator?: string): MenuItemConstructorOptions =>
    item(label, { kind: 'command', command: name }, accelerator);
  const separator: MenuItemConstructorOptions = { type: 'separator' };

  const about = command('About Keyrail', 'about');
  const settings = command('Settings…', 'settings', 'CmdOrCtrl+,');
  const lock = item('Lock Vault', { kind: 'lock' }, 'CmdOrCtrl+L');

  const application: MenuItemConstructorOptions = {
    label: 'Keyrail',
    submenu: [
      about,
      separator,
      settings,
      lock,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: mac ? 'File' : '&File',
    submenu: [
      command('Add Key…', 'add-key', 'CmdOrCtrl+N'),
      command('Import…', 'import', 'CmdOrCtrl+O'),
      ...(mac
        ? [separator, { role: 'close' } as const]
        : [separator, settings, lock, separator, { role: 'quit' } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions = {
    label: mac ? 'Edit' : '&Edit',
    submenu: [
      { role: 'undo' },
      { role: 'redo' },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'delete' },
      { role: 'selectAll' },
      separator,
      command('Undo Last Change to the Vault', 'undo'),
      command('Filter Keys', 'filter', 'CmdOrCtrl+F'),
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: mac ? 'View' : '&View',
    submenu: [
      command('Board', 'board', 'CmdOrCtrl+1'),
      command('Inbox', 'inbox', 'CmdOrCtrl+2'),
      command('Timeline', 'timeline', 'CmdOrCtrl+7'),
      command('Providers', 'providers'),
      command('CI', 'ci'),
      separator,
      command('Command Palette…', 'palette', 'CmdOrCtrl+K'),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(options.development ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const] : []),
    ],
  };
  const window: MenuItemConstructorOptions = {
    role: 'window',
    label: mac ? 'Window' : '&Window',
    submenu: mac
      ? [{ role: 'minimize' }, { role: 'zoom' }, separator, { role: 'front' }]
      : [{ role: 'minimize' }, { role: 'close' }],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    label: mac ? 'Help' : '&Help',
    submenu: [
      item('Keyrail Documentation', { kind: 'page', page: 'documentation' }),
      item('Report a Problem…', { kind: 'page', page: 'report-a-problem' }),
      ...(mac ? [] : [separator, about]),
    ],
  };
  return mac ? [application, file, edit, view, window, help] : [file, edit, view, window, help];
}
