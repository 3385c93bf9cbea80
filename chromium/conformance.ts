import type * as Electron from 'electron';
import type { ElectronModule } from './electron-module.ts';
import type { NativeImage } from './native-image.ts';
import type { WebContents, WebFrameMain } from './web-contents.ts';
import type { WebSession } from './web-session.ts';

/**
 * Checks at compile time that what this runtime exports is Electron's: every name exists there, every function takes what
 * Electron's takes (so a host that compiles against Electron calls it correctly), and every plain value has Electron's
 * type. A name in the error is the member that differs. Results that are this runtime's own classes (windows, menus) are
 * not compared with Electron's: they are subsets on purpose.
 */

type Names<T> = Extract<keyof T, string>;
type Plain = string | number | boolean | null | undefined;

/** Members of ours that Electron does not have. */
type Unknown<Ours, Real> = Exclude<Names<Ours>, Names<Real>>;

/** Members that cannot stand in for Electron's. */
type Differing<Ours, Real> = {
  [Name in Names<Ours> & Names<Real>]: Name extends keyof NodeJS.EventEmitter
    ? never
    : Real[Name] extends (...args: infer Args) => infer Result
      ? Ours[Name] extends (...args: Args) => infer OurResult
        ? [Result] extends [Plain | Promise<Plain>]
          ? [OurResult] extends [Result]
            ? never
            : Name
          : never
        : Name
      : Real[Name] extends Plain
        ? Ours[Name] extends Real[Name]
          ? never
          : Name
        : never;
}[Names<Ours> & Names<Real>];

/** The members that differ; `never` when all conform. */
export type Mismatch<Ours, Real> = Unknown<Ours, Real> | Differing<Ours, Real>;

type Module = typeof Electron;
type Window = InstanceType<ElectronModule['BrowserWindow']>;

/** What is compared, and with what. */
export interface Mismatches {
  exports: Unknown<ElectronModule, Module>;
  app: Mismatch<ElectronModule['app'], Electron.App>;
  commandLine: Mismatch<ElectronModule['app']['commandLine'], Electron.CommandLine>;
  window: Mismatch<Window, Electron.BrowserWindow>;
  windows: Unknown<ElectronModule['BrowserWindow'], Module['BrowserWindow']>;
  webContents: Mismatch<WebContents, Electron.WebContents>;
  frame: Mismatch<WebFrameMain, Electron.WebFrameMain>;
  clipboard: Mismatch<ElectronModule['clipboard'], Electron.Clipboard>;
  clipboardItem: Mismatch<InstanceType<ElectronModule['ClipboardItem']>, Electron.ClipboardItem>;
  dialog: Unknown<ElectronModule['dialog'], Electron.Dialog>;
  globalShortcut: Mismatch<ElectronModule['globalShortcut'], Electron.GlobalShortcut>;
  ipcMain: Mismatch<ElectronModule['ipcMain'], Electron.IpcMain>;
  menu: Unknown<InstanceType<ElectronModule['Menu']>, Electron.Menu>;
  menus: Unknown<ElectronModule['Menu'], Module['Menu']>;
  menuItem: Unknown<InstanceType<ElectronModule['MenuItem']>, Electron.MenuItem>;
  nativeImage: Mismatch<NativeImage, Electron.NativeImage>;
  nativeImages: Unknown<ElectronModule['nativeImage'], Module['nativeImage']>;
  nativeTheme: Mismatch<ElectronModule['nativeTheme'], Electron.NativeTheme>;
  notification: Mismatch<InstanceType<ElectronModule['Notification']>, Electron.Notification>;
  powerMonitor: Mismatch<ElectronModule['powerMonitor'], Electron.PowerMonitor>;
  protocol: Mismatch<ElectronModule['protocol'], Electron.Protocol>;
  screen: Mismatch<ElectronModule['screen'], Electron.Screen>;
  session: Mismatch<Omit<ElectronModule['session']['defaultSession'], 'on'>, Electron.Session>;
  sessions: Unknown<ElectronModule['session'], typeof Electron.session>;
  webSession: Mismatch<Omit<WebSession, 'on'>, Electron.Session>;
  webRequest: Unknown<ElectronModule['session']['defaultSession']['webRequest'], Electron.WebRequest>;
  shell: Mismatch<ElectronModule['shell'], Electron.Shell>;
  crashReporter: Mismatch<ElectronModule['crashReporter'], Electron.CrashReporter>;
}

type Conforms = { [Part in keyof Mismatches]: [Mismatches[Part]] extends [never] ? true : Mismatches[Part] };

/** Compiles only while nothing differs; the compiler's message names what does. */
export type Checked<All extends Record<keyof Mismatches, true> = Conforms> = All;
