import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, session } from 'electron';
import type { Engine } from '#core/engine/engine.ts';
import { keyrailHome } from '#core/home.ts';
import { createLog } from '#core/log.ts';
import { unreachable } from '#shared/contract/result.ts';
import { devServerOrigin } from './app-origin.ts';
import { declareAppScheme, serveApp } from './app-protocol.ts';
import { createAppearance } from './appearance.ts';
import { createDashboards } from './dashboards.ts';
import { endInOrder } from './ending.ts';
import { desktopFeaturesOf } from './features.ts';
import { findUpdates } from './find-updates.ts';
import { drivingSwitch, hardenPages, hardenSession } from './hardening.ts';
import { onLastWindow } from './last-window.ts';
import { installMenu } from './menu.ts';
import type { MenuAction } from './menu-template.ts';
import { createNotifications } from './notifications.ts';
import { type Places, placesOf } from './places.ts';
import { createPlatform } from './platform.ts';
import { RUNTIME } from './runtime.ts';
import { keepTrayTold, openTray } from './tray.ts';
import { createMainWindow, type MainWindow } from './window.ts';

/** How long the page's first questions wait for a keychain that may be asking the person something. */
const SILENT_UNLOCK_LIMIT_MS = 1_500;

/**
 * After this the browser's process is being started, and this one has nothing to do until it answers, some 300 ms later. Loading
 * the engine (100 ms) before would hold the start up: the board comes at 1.25 times a blank page with this wait, at 1.4 without.
 */
const BROWSER_BEGINS_MS = 80;

/** Windows groups windows and shows notifications under this id; it is the package's as well. */
const APP_ID = 'app.keyrail.desktop';

const log = createLog((line) => process.stderr.write(`${line}\n`));
// Started from a terminal that is gone, writing to standard error would otherwise end the app with EPIPE.
process.stderr.on('error', () => undefined);

start();

/**
 * The order here is Electron's: names and paths first, since the lock and the session hang on them; then what may only be
 * said before ready (sandbox, scheme); then, ready, what guards a page before there is one.
 */
function start(): void {
  // For the command line; no process that is started from here may inherit it.
  delete process.env['KEYRAIL_PASSPHRASE'];

  app.setName('Keyrail');
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

  const home = keyrailHome(process.env, process.platform);
  const places = placesOf(home, __dirname);
  try {
    mkdirSync(places.profile, { recursive: true, mode: 0o700 });
  } catch (error) {
    log.error('home-not-writable', error);
    dialog.showErrorBox('Keyrail cannot start', `Its data directory cannot be written to: ${home}`);
    app.exit(1);
    return;
  }
  // Before the lock, which is taken inside this directory: another data directory is another app.
  app.setPath('userData', places.profile);
  app.setPath('sessionData', places.profile);

  if (!app.requestSingleInstanceLock()) {
    log.info('already-running');
    app.exit(0);
    return;
  }
  const refused = drivingSwitch();
  if (refused !== null) {
    log.warn('switch-refused', { switch: refused });
    app.exit(2);
    return;
  }
  // Every page sandboxed, whatever its own preferences say. Too late once the app is ready.
  app.enableSandbox();
  declareAppScheme();
  hardenPages(log);

  app
    .whenReady()
    .then(() => open(home, places))
    .catch((error: unknown) => {
      log.error('not-started', error);
      dialog.showErrorBox('Keyrail cannot start', 'Something went wrong while it started. Your vault was not changed.');
      app.exit(1);
    });
}

async function open(home: string, places: Places): Promise<void> {
  const { platform } = process;
  const development = !app.isPackaged;
  const devServer = development ? devServerOrigin(process.env['KEYRAIL_DEV_SERVER']) : null;
  serveApp(places.renderer, devServer);
  hardenSession(session.defaultSession, devServer, log);

  const appearance = createAppearance(places.appearance, log);
  const iconFile = join(places.resources, 'icons', '256x256.png');
  const icon = existsSync(iconFile) ? iconFile : null;
  const dashboards = createDashboards({ folder: places.dashboards, icon, platform, development, log });
  const answered = Promise.withResolvers<void>();
  const window = createMainWindow({
    statePath: places.windowState,
    preload: places.preload,
    icon,
    platform,
    development,
    log,
    answered: answered.promise,
    // What is left of them would be windows of an app that is not in sight. (Locking and ending close them as well: the
    // engine does.)
    onClosed: () => void dashboards.closeAll().catch((error: unknown) => log.error('dashboards-not-closed', error)),
  });
  app.on('second-instance', () => window.show());
  app.on('activate', () => window.show());
  // Opened before the engine is loaded, since the window's own process takes a while to start. Its page is loaded as soon as
  // there is somebody to answer it.
  window.show();
  if (RUNTIME === 'chromium') await delay(BROWSER_BEGINS_MS);
  const [{ createEngine }, { answerPage }] = await Promise.all([
    import('#core/engine/engine.ts'),
    import('./ipc.ts'),
  ]).catch((error: unknown) => {
    answered.reject(error);
    throw error;
  });
  const tray = openTray(places.resources, platform);
  const updates = findUpdates(places, log);
  let counted: (due: number) => void = () => undefined;
  const engine = createEngine({
    home,
    platform: createPlatform({
      platform,
      currentWindow: window.current,
      dashboards,
      updates,
      notifications: createNotifications({ show: () => window.show(), counted: (due) => counted(due) }),
      setAppearance: appearance.set,
    }),
    by: 'window',
    version: app.getVersion(),
    runtime: RUNTIME,
    features: desktopFeaturesOf(platform, tray !== null),
    log,
  });
  const { fail } = endInOrder(async () => {
    window.remember();
    // Gone from sight at once; what is left to do takes a moment. Not in a browser, whose clipboard may only be cleared
    // from a page that is in sight.
    if (RUNTIME === 'electron') window.current()?.hide();
    await engine.close();
    updates?.stop();
    const newer = updates?.finish() ?? null;
    if (newer !== null) app.relaunch({ execPath: newer, args: [] });
  }, log);

  const started = engine.start().catch(fail);
  const opened = Promise.race([started, delay(SILENT_UNLOCK_LIMIT_MS, undefined, { ref: false })]);
  // What somebody chose in a notification is shown, also where the window was closed.
  engine.onEvent((event) =>
    event.type === 'command' || event.type === 'show-key' ? window.ask(event) : window.tell(event),
  );
  answerPage({ engine, log, ourPage: () => window.current()?.webContents ?? null, opened });
  answered.resolve();
  installMenu({ platform, development, perform: (action) => perform(action, engine, window) });
  if (tray !== null) counted = keepTrayTold({ tray, engine, window, platform, log }).counted;
  onLastWindow({ platform, tray: tray !== null, noticesPath: places.notices, log });
}

function perform(action: MenuAction, engine: Engine, window: MainWindow): void {
  switch (action.kind) {
    case 'command':
      window.ask({ type: 'command', command: action.command });
      return;
    case 'lock':
      void engine.client.vault.lock({});
      return;
    case 'page':
      void engine.client.app.openPage({ page: action.page });
      return;
    default:
      unreachable(action);
  }
}
