import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runProgram } from './clipboard-tools.ts';

function opener(target: string): readonly [string, ...string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open', target];
    case 'win32':
      // Unlike cmd's `start`, it takes its argument as it is, without reading & and ^ in it.
      return ['rundll32', 'url.dll,FileProtocolHandler', target];
    default:
      return ['xdg-open', target];
  }
}

/** Electron's `shell`. */
export const shell = {
  /** @throws Error for anything but https, http and mailto: the system would start programs for other schemes. */
  openExternal: async (url: string): Promise<void> => {
    const { protocol, href } = new URL(url);
    if (!['https:', 'http:', 'mailto:'].includes(protocol))
      throw new Error(`Only https, http and mailto addresses are opened, not ${protocol}`);
    const { status } = await runProgram(opener(href));
    if (status !== 0) throw new Error('The address could not be opened.');
  },
  /** Resolves with an empty string, or a message when it failed. */
  openPath: async (path: string): Promise<string> => {
    try {
      return (await runProgram(opener(path))).status === 0 ? '' : 'The path could not be opened.';
    } catch (error) {
      return String(error);
    }
  },
  showItemInFolder: (path: string): void => {
    const command: readonly [string, ...string[]] =
      process.platform === 'darwin'
        ? ['open', '-R', path]
        : process.platform === 'win32'
          ? ['explorer', `/select,${path}`]
          : ['xdg-open', pathToFileURL(dirname(path)).href];
    void runProgram(command).catch(() => undefined);
  },
  beep: (): void => {
    process.stderr.write('\u0007');
  },
};
