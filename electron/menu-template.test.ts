import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { engineEvent } from '#shared/contract/events.ts';
import { type MenuAction, menuTemplate } from './menu-template.ts';

const PLATFORMS = ['darwin', 'win32', 'linux'] as const;

/** Accelerators that Electron gives the roles we use (docs: menu-item, Roles); ours must not collide with them. */
const ROLE_ACCELERATORS: Readonly<Record<string, string>> = {
  undo: 'CmdOrCtrl+Z',
  redo: 'Shift+CmdOrCtrl+Z',
  cut: 'CmdOrCtrl+X',
  copy: 'CmdOrCtrl+C',
  paste: 'CmdOrCtrl+V',
  selectAll: 'CmdOrCtrl+A',
  close: 'CmdOrCtrl+W',
  quit: 'CmdOrCtrl+Q',
  minimize: 'CmdOrCtrl+M',
  hide: 'CmdOrCtrl+H',
  reload: 'CmdOrCtrl+R',
  resetZoom: 'CmdOrCtrl+0',
  zoomIn: 'CmdOrCtrl+Plus',
  zoomOut: 'CmdOrCtrl+-',
};

function itemsOf(template: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return template.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? itemsOf(item.submenu) : [])]);
}

function build(platform: (typeof PLATFORMS)[number], development = false) {
  const performed: MenuAction[] = [];
  const template = menuTemplate({ platform, development, perform: (action) => performed.push(action) });
  return { template, items: itemsOf(template), performed };
}

describe.each(PLATFORMS)('the menu on %s', (platform) => {
  it('gives no accelerator to two items', () => {
    const { items } = build(platform, true);
    const accelerators = items.flatMap(({ accelerator, role }) => accelerator ?? ROLE_ACCELERATORS[role ?? ''] ?? []);
    expect(accelerators.length).toBeGreaterThan(10);
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });

  it('sends only commands that the window knows', () => {
    const { items, performed } = build(platform);
    for (const { click } of items) click?.({} as never, undefined, {} as never);
    const commands = performed.flatMap((action) => (action.kind === 'command' ? [action] : []));
    expect(commands.length).toBeGreaterThan(5);
    for (const { command } of commands) expect(engineEvent.safeParse({ type: 'command', command }).success).toBe(true);
    expect(performed).toContainEqual({ kind: 'lock' });
    expect(performed).toContainEqual({ kind: 'command', command: 'providers' });
  });

  it('offers DevTools and reload in development only', () => {
    const rolesOf = (development: boolean) => build(platform, development).items.map(({ role }) => role);
    expect(rolesOf(false)).not.toContain('toggleDevTools');
    expect(rolesOf(false)).not.toContain('reload');
    expect(rolesOf(true)).toContain('toggleDevTools');
  });

  it('leaves undo, copy and paste to text fields', () => {
    const { items } = build(platform);
    for (const role of ['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const) {
      expect(items.filter((item) => item.role === role)).toHaveLength(1);
    }
  });
});

describe('where things are', () => {
  it('begins with the application’s own menu on macOS', () => {
    const labels = build('darwin').template.map(({ label }) => label);
    expect(labels).toEqual(['Keyrail', 'File', 'Edit', 'View', 'Window', 'Help']);
    expect(itemsOf(build('darwin').template.slice(0, 1)).map(({ role }) => role)).toContain('services');
  });

  it('begins with File elsewhere, which has settings and quit', () => {
    const [file] = build('win32').template;
    expect(file?.label).toBe('&File');
    expect(itemsOf(file === undefined ? [] : [file]).map(({ role, label }) => role ?? label)).toEqual(
      expect.arrayContaining(['Settings…', 'quit']),
    );
  });
});
