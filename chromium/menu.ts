import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { parseAccelerator } from './accelerator.ts';
import type { BoundKey } from './in-page/agent-world.ts';
import { preventable, type Runtime } from './runtime.ts';

type Role = NonNullable<Electron.MenuItemConstructorOptions['role']>;

/** Roles that do something here. The editing roles are the browser's own and need no binding. */
const ROLE_ACCELERATORS: Partial<Record<Role, string>> = {
  quit: 'CommandOrControl+Q',
  close: 'CommandOrControl+W',
  reload: 'CommandOrControl+R',
  forceReload: 'Shift+CommandOrControl+R',
  minimize: 'CommandOrControl+M',
  togglefullscreen: process.platform === 'darwin' ? 'Control+Command+F' : 'F11',
};

function performRole(runtime: Runtime, role: string): void {
  const window = runtime.anyWindow();
  switch (role.toLowerCase()) {
    case 'quit':
      runtime.quit();
      return;
    case 'close':
      window?.close();
      return;
    case 'reload':
    case 'forcereload':
      window?.reload();
      return;
    case 'minimize':
      window?.setWindow({ state: 'minimized' });
      return;
    case 'togglefullscreen':
      window?.setWindow({ state: window.state === 'fullscreen' ? 'normal' : 'fullscreen' });
      return;
    default:
  }
}

/** `Menu` and `MenuItem` of one started app: a model without a visible menu, whose accelerators work in its windows. */
export function createMenu(runtime: Runtime) {
  let applicationMenu: Menu | null = null;

  class MenuItem {
    readonly id: string;
    readonly type: string;
    readonly role: string | undefined;
    readonly accelerator: string | undefined;
    readonly submenu: Menu | undefined;
    readonly click: (...args: unknown[]) => void;
    label: string;
    sublabel: string;
    enabled: boolean;
    visible: boolean;
    checked: boolean;

    constructor(options: Electron.MenuItemConstructorOptions) {
      const { role, click, submenu, accelerator } = options;
      this.id = options.id ?? '';
      this.role = role;
      this.label = options.label ?? role ?? '';
      this.sublabel = options.sublabel ?? '';
      this.type = options.type ?? (submenu === undefined ? 'normal' : 'submenu');
      this.enabled = options.enabled ?? true;
      this.visible = options.visible ?? true;
      this.checked = options.checked ?? false;
      this.accelerator =
        accelerator === null ? undefined : (accelerator ?? (role === undefined ? undefined : ROLE_ACCELERATORS[role]));
      if (this.accelerator !== undefined) parseAccelerator(this.accelerator);
      this.submenu = Array.isArray(submenu) ? Menu.buildFromTemplate(submenu) : (submenu as Menu | undefined);
      this.click = (...args) => {
        if (!this.enabled) return;
        if (this.type === 'checkbox') this.checked = !this.checked;
        if (click === undefined) {
          if (role !== undefined) performRole(runtime, role);
        } else (click as (...all: unknown[]) => void)(this, ...args);
      };
    }
  }

  class Menu extends EventEmitter {
    readonly items: MenuItem[] = [];

    static buildFromTemplate(template: (Electron.MenuItemConstructorOptions | Electron.MenuItem)[]): Menu {
      const menu = new Menu();
      for (const entry of template) {
        menu.append(
          (entry as unknown) instanceof MenuItem
            ? (entry as unknown as MenuItem)
            : new MenuItem(entry as Electron.MenuItemConstructorOptions),
        );
      }
      return menu;
    }

    static setApplicationMenu(menu: Menu | null): void {
      applicationMenu = menu;
      bind(menu);
    }

    static getApplicationMenu(): Menu | null {
      return applicationMenu;
    }

    append(item: MenuItem): void {
      this.items.push(item);
      if (applicationMenu !== null) bind(applicationMenu);
    }

    insert(position: number, item: MenuItem): void {
      this.items.splice(position, 0, item);
      if (applicationMenu !== null) bind(applicationMenu);
    }

    getMenuItemById(id: string): MenuItem | null {
      for (const item of this.items) {
        if (item.id === id) return item;
        const inside = item.submenu?.getMenuItemById(id) ?? null;
        if (inside !== null) return inside;
      }
      return null;
    }
  }

  const bind = (menu: Menu | null): void => {
    const items: MenuItem[] = [];
    const collect = (from: Menu): void => {
      for (const item of from.items) {
        if (item.accelerator !== undefined && item.visible) items.push(item);
        if (item.submenu !== undefined) collect(item.submenu);
      }
    };
    if (menu !== null) collect(menu);
    const keys: BoundKey[] = items.flatMap((item, id) =>
      item.accelerator === undefined ? [] : [{ id, ...parseAccelerator(item.accelerator) }],
    );
    runtime.menu = {
      keys,
      click: (id) => items[id]?.click(undefined, preventable({ triggeredByAccelerator: true })),
    };
    for (const window of runtime.windows) window.bindKeys();
  };

  return { Menu, MenuItem };
}
