import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { UpdateInfo } from 'builder-util-runtime';
import type { AppUpdater } from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { Provider, type ProviderRuntimeOptions, resolveFiles } from 'electron-updater/out/providers/Provider.js';
import type { ResolvedUpdateFileInfo } from 'electron-updater/out/types.js';
import { PlainRequests } from './update-request.ts';

/**
 * How this copy of Keyrail was installed. `page`: by a package manager, whose files only root may replace: Keyrail does not ask for
 * root to run what lies in a folder of yours, so it shows where the newer version is.
 */
export type InstalledAs = 'appimage' | 'nsis' | 'mac' | 'page';

/** A newer version's file, downloaded and whole, or on its way. */
export type Installer = {
  /**
   * Downloads the file, and compares it with the checksum of the feed.
   * @throws what the file system, the network or the comparison say
   */
  download(): Promise<void>;
  /** Puts it in place; the app ends right after. @returns the program to start then, or null where the installer does that */
  install(): string | null;
  /** Removes what a download left. */
  clear(): void;
};

/** Larger than an installer with a browser in it. */
const MOST_FILE_BYTES = 1024 ** 3;
const FOLDER = '.keyrail-update';

/**
 * An installer of a newer version that the feed has told of.
 *
 * @param options.folder where downloads go, but for an AppImage, which is replaced by a rename in its own folder: a copy over
 *   a full disk would leave neither the old one nor the new
 */
export async function createInstaller(options: {
  as: Exclude<InstalledAs, 'page'>;
  info: UpdateInfo;
  feed: URL;
  version: string;
  folder: string;
}): Promise<Installer> {
  const { as, info, feed, version } = options;
  const image = process.env['APPIMAGE'];
  const base = as === 'appimage' && image !== undefined ? dirname(image) : options.folder;
  const folder = join(base, FOLDER);
  const app = adapter({ version, folder });
  const updater = await newUpdater(as, app);
  let program: string | null = as === 'appimage' ? (image ?? null) : null;
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.disableWebInstaller = true;
  updater.disableDifferentialDownload = true;
  updater.isUserWithinRollout = () => true;
  // What goes wrong is thrown as well; without a listener the event itself would be an error of its own.
  updater.on('error', () => undefined);
  updater.on('appimage-filename-updated', (path: string) => {
    program = path;
  });
  Object.defineProperty(updater, 'httpExecutor', { value: new PlainRequests(MOST_FILE_BYTES) });
  class Known extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: AppUpdater, runtime: ProviderRuntimeOptions) {
      super(runtime);
    }
    /** Already read and verified; nobody is asked again. */
    override async getLatestVersion(): Promise<UpdateInfo> {
      return info;
    }
    override resolveFiles(updateInfo: UpdateInfo): ResolvedUpdateFileInfo[] {
      return resolveFiles(updateInfo, feed);
    }
  }
  updater.setFeedURL({ provider: 'custom', updateProvider: Known });
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  return {
    download: async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(app.appUpdateConfigPath, 'updaterCacheDirName: download\n');
      const found = await updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) throw new Error('The newer version does not fit this machine');
      await updater.downloadUpdate();
    },
    install: () => {
      if (as === 'mac') updater.quitAndInstall();
      else if (!('install' in updater) || !updater.install(true, as === 'nsis')) {
        throw new Error('The newer version could not be put in place');
      }
      if (as === 'appimage') clear();
      return program;
    },
    clear,
  };
}

type Updater = AppUpdater & { install?: (silent: boolean, startAfter: boolean) => boolean };

/** Each in a script of its own, loaded when there is something to install. */
async function newUpdater(as: Exclude<InstalledAs, 'page'>, app: AppAdapter): Promise<Updater> {
  switch (as) {
    case 'appimage':
      return new (await import('electron-updater/out/AppImageUpdater.js')).AppImageUpdater(null, app);
    case 'nsis':
      return new (await import('electron-updater/out/NsisUpdater.js')).NsisUpdater(null, app);
    case 'mac':
      return new (await import('electron-updater/out/MacUpdater.js')).MacUpdater(undefined, app);
  }
}

/** The app as the updater sees it. It ends by our own order, so that it is told nothing of quitting. */
function adapter({ version, folder }: { version: string; folder: string }): AppAdapter {
  return {
    version,
    name: 'Keyrail',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    // The updater keeps a random id there for gradual releases. It is never sent, and removed with the folder.
    userDataPath: folder,
    baseCachePath: folder,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  };
}
