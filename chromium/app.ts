import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstanceLock } from './instance-lock.ts';
import { removeStaleProfiles } from './profile.ts';
import { preventable, type Runtime } from './runtime.ts';

function appDataFolder(env: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    case 'win32':
      return env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming');
    default:
      return env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  }
}

function readPackage(appPath: string): { name: string; version: string } {
  try {
    const { name, productName, version } = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    return { name: String(productName ?? name ?? 'App'), version: String(version ?? '0.0.0') };
  } catch {
    return { name: 'App', version: '0.0.0' };
  }
}

/** Electron's `app`. Its events come through the runtime's emitter, so that `on` and `once` are those of EventEmitter. */
export function createApp(runtime: Runtime) {
  const { appPath } = runtime.options;
  const manifest = readPackage(appPath);
  const home = homedir();
  const paths = runtime.paths;
  let name = manifest.name;
  let lock: InstanceLock | null = null;
  let whenReady: Promise<void> | null = null;
  const downloads = join(home, 'Downloads');
  const known: Record<string, string> = {
    home,
    appData: appDataFolder(process.env),
    temp: tmpdir(),
    desktop: join(home, 'Desktop'),
    documents: join(home, 'Documents'),
    downloads,
    music: join(home, 'Music'),
    pictures: join(home, 'Pictures'),
    videos: join(home, 'Videos'),
    exe: process.execPath,
    module: process.execPath,
  };
  for (const [key, path] of Object.entries(known)) paths.set(key, path);
  paths.set('userData', runtime.options.userData ?? join(known['appData'] ?? home, name));

  const requireOrder = (what: string): void =>
    runtime.requireNotReady(`${what} needs to be called before app is ready`);

  const app = Object.assign(runtime.app as EventEmitter, {
    whenReady: (): Promise<void> => {
      whenReady ??= runtime.ready
        ? Promise.resolve()
        : new Promise((resolve) => void runtime.app.once('ready', () => resolve()));
      return whenReady;
    },
    isReady: () => runtime.ready,
    quit: () => runtime.quit(),
    exit: (status = 0) => void runtime.exit(status),
    focus: () => runtime.anyWindow()?.focus(),
    hide: () => runtime.anyWindow()?.setWindow({ state: 'minimized' }),
    isHidden: () => runtime.anyWindow()?.state === 'minimized',
    show: () => runtime.anyWindow()?.focus(),
    getAppPath: () => appPath,
    getPath: (key: string): string => {
      const base = paths.get(key);
      if (base !== undefined) return base;
      const userData = paths.get('userData') ?? home;
      switch (key) {
        case 'sessionData':
          return userData;
        case 'logs':
          return join(userData, 'logs');
        case 'crashDumps':
          return join(userData, 'Crashpad');
        default:
          throw new Error(`Failed to get '${key}' path`);
      }
    },
    setPath: (key: string, path: string): void => {
      if (key === 'userData' || key === 'sessionData') requireOrder(`app.setPath('${key}')`);
      paths.set(key, path);
    },
    setAppLogsPath: (path?: string): void => {
      if (path !== undefined) paths.set('logs', path);
    },
    getName: () => name,
    setName: (next: string) => {
      name = next;
    },
    getVersion: () => manifest.version,
    getLocale: (): string => (runtime.ready ? new Intl.DateTimeFormat().resolvedOptions().locale : ''),
    getSystemLocale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
    getPreferredSystemLanguages: () => [new Intl.DateTimeFormat().resolvedOptions().locale],
    isPackaged: false,
    name,
    enableSandbox: () => requireOrder('app.enableSandbox()'),
    disableHardwareAcceleration: () => {
      requireOrder('app.disableHardwareAcceleration()');
      runtime.switches.push('--disable-gpu');
    },
    /** Groups windows in the Windows task bar; a browser's window carries the browser's own id. */
    setAppUserModelId: (_id: string): void => undefined,
    /** False, as in Electron on platforms that have no badge. */
    setBadgeCount: (_count?: number): boolean => false,
    getBadgeCount: () => 0,
    setAboutPanelOptions: (_options: object): void => undefined,
    setLoginItemSettings: (_settings: object): void => undefined,
    getLoginItemSettings: () => ({ openAtLogin: false }),
    setAsDefaultProtocolClient: (_protocol: string): boolean => false,
    releaseSingleInstanceLock: (): void => {
      lock?.release();
      lock = null;
    },
    hasSingleInstanceLock: () => lock !== null,
    /** False when another process holds it; that one gets 'second-instance', and this process stays until it has been told. */
    requestSingleInstanceLock: (additionalData?: unknown): boolean => {
      if (lock !== null) return true;
      const userData = paths.get('userData') ?? home;
      const second = { argv: [...process.argv], cwd: process.cwd(), additionalData: additionalData ?? null };
      const outcome = InstanceLock.acquire(userData, second, ({ argv, cwd, additionalData: data }) => {
        runtime.app.emit('second-instance', preventable(), argv, cwd, data);
      });
      if ('told' in outcome) {
        runtime.cleanups.push(async () => {
          if (!(await outcome.told)) runtime.log('Another copy of the app is running and does not answer.');
        });
        return false;
      }
      lock = outcome.lock;
      removeStaleProfiles(userData);
      runtime.cleanups.push(() => app.releaseSingleInstanceLock());
      return true;
    },
    commandLine: {
      appendSwitch: (key: string, value?: string): void => {
        if (/^(no-sandbox|remote-debugging|disable-web-security|host-resolver-rules|load-extension)/.test(key)) {
          throw new Error(`The switch ${key} would take away what this runtime promises.`);
        }
        runtime.switches.push(value === undefined ? `--${key}` : `--${key}=${value}`);
      },
      hasSwitch: (key: string): boolean =>
        runtime.switches.some((item) => item === `--${key}` || item.startsWith(`--${key}=`)),
    },
    /** macOS only, and there Electron's; a browser's dock icon is its own. */
    dock: undefined,
  });
  return app;
}
