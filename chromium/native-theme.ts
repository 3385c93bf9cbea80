import { execFile } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { findProgram } from './clipboard-tools.ts';
import type { Runtime } from './runtime.ts';

type Source = 'system' | 'light' | 'dark';

/** The desktop's own setting: macOS and GNOME say it; elsewhere it counts as light until a page says more. */
export async function askSystemIsDark(): Promise<boolean> {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['defaults', 'read', '-g', 'AppleInterfaceStyle']
      : ['gsettings', 'get', 'org.gnome.desktop.interface', 'color-scheme'];
  if (program === undefined || findProgram(program) === undefined) return false;
  return new Promise((resolve) => {
    // A desktop that has no such setting answers with an error, which says nothing of dark.
    execFile(program, args, { encoding: 'utf8', timeout: 500 }, (_error, stdout) => resolve(/dark/i.test(stdout)));
  });
}

/** Electron's `nativeTheme`. */
export function createNativeTheme(runtime: Runtime) {
  const theme = {
    get themeSource(): Source {
      return runtime.colorScheme;
    },
    set themeSource(source: Source) {
      if (!['system', 'light', 'dark'].includes(source))
        throw new TypeError(`Error processing argument: ${source as string}`);
      if (source === runtime.colorScheme) return;
      runtime.colorScheme = source;
      for (const window of runtime.windows) {
        window.applyColorScheme().catch((error: unknown) => {
          if (!window.destroyed) runtime.log(`Theme: ${String(error)}`);
        });
      }
      emitter.emit('updated');
    },
    get shouldUseDarkColors(): boolean {
      if (runtime.colorScheme !== 'system') return runtime.colorScheme === 'dark';
      return runtime.systemIsDark;
    },
    shouldUseHighContrastColors: false,
    inForcedColorsMode: false,
    prefersReducedTransparency: false,
  };
  const emitter = new EventEmitter();
  return Object.defineProperties(emitter, Object.getOwnPropertyDescriptors(theme)) as EventEmitter & typeof theme;
}
