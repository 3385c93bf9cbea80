import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app, Menu, type NativeImage, nativeImage, nativeTheme, Tray } from 'electron';
import type { Engine } from '#core/engine/engine.ts';
import type { Log } from '#core/log.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import { orAbsent } from './runtime.ts';
import { readForTray } from './tray-reader.ts';
import { asMenuLabel, type TrayState, type TrayTexts, trayTexts } from './tray-texts.ts';
import type { MainWindow } from './window.ts';

/** "In 2 days" becomes "tomorrow" without anything happening in the vault. */
const RETELL_AFTER_MS = 15 * 60_000;

/**
 * The icon in the tray, or null where there is none to be had: no tray on this runtime, or no icon file (an invisible
 * tray would be worse than none). Only after the app is ready.
 */
export function openTray(resources: string, platform: NodeJS.Platform): Tray | null {
  const image = (): NativeImage => {
    const loaded = nativeImage.createFromPath(join(resources, 'tray', iconName(platform)));
    // macOS colours a template image itself, from its transparency alone.
    if (platform === 'darwin') loaded.setTemplateImage(true);
    return loaded;
  };
  if (!existsSync(join(resources, 'tray', iconName(platform)))) return null;
  const tray = orAbsent(() => new Tray(image()));
  if (tray === undefined) return null;
  if (platform !== 'darwin') {
    nativeTheme.on('updated', () => {
      if (!tray.isDestroyed()) tray.setImage(image());
    });
  }
  return tray;
}

/** The file for the colour of the task bar, which is not the windows' one. Files for denser displays are found by name. */
function iconName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'trayTemplate.png';
  return nativeTheme.shouldUseDarkColorsForSystemIntegratedUI ? 'tray-for-dark.png' : 'tray-for-light.png';
}

/** Keeps the tray telling what is due next, and how much. The engine counts; `counted` is told when it has. */
export function keepTrayTold(options: {
  tray: Tray;
  engine: Engine;
  window: MainWindow;
  platform: NodeJS.Platform;
  log: Log;
}): { readonly counted: (due: number) => void } {
  const { tray, engine, window, log } = options;
  let state: TrayState = { vault: 'locked', due: 0 };

  const tell = (texts: TrayTexts): void => {
    if (tray.isDestroyed()) return;
    tray.setToolTip(texts.tooltip);
    const { label, next } = texts.headline;
    const show = (keyId: KeyId | null): void =>
      window.ask(keyId === null ? { type: 'command', command: 'inbox' } : { type: 'show-key', keyId });
    tray.setContextMenu(
      Menu.buildFromTemplate([
        next === null
          ? { label: asMenuLabel(label), enabled: false }
          : { label: asMenuLabel(label), click: () => show(next.keyId) },
        ...(texts.due > 1
          ? [{ label: `Inbox (${texts.due})`, click: () => window.ask({ type: 'command', command: 'inbox' }) }]
          : []),
        { type: 'separator' },
        { label: 'Open Keyrail', click: () => window.show() },
        {
          label: 'Lock Vault',
          enabled: state.vault === 'opened' || state.vault === 'unlocked',
          click: () => void engine.client.vault.lock({}),
        },
        { type: 'separator' },
        { label: 'Quit Keyrail', click: () => app.quit() },
      ]),
    );
  };

  const retell = (): void => tell(trayTexts(state, Date.now(), app.getLocale()));
  // From what was read last: asking the engine by the clock would look like somebody using the vault.
  setInterval(retell, RETELL_AFTER_MS).unref();
  // On macOS a click opens the menu; elsewhere it opens the app.
  if (options.platform !== 'darwin') tray.on('click', () => window.show());
  return readForTray({
    engine,
    onState: (read) => {
      state = read;
      retell();
    },
    onError: (error) => log.error('tray-not-told', error),
  });
}
