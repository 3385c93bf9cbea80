import { Menu } from 'electron';
import { type MenuAction, menuTemplate } from './menu-template.ts';
import { orAbsent } from './runtime.ts';

/** Sets the application menu. A browser in app mode has none; its window then works by its own keys and palette. */
export function installMenu(options: {
  platform: NodeJS.Platform;
  development: boolean;
  perform: (action: MenuAction) => void;
}): void {
  orAbsent(() => Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options))));
}
