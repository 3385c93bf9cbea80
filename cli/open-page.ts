import { spawn } from 'node:child_process';

/**
 * Opens a web page with the program that the system uses for them. False where there is none.
 * @param url http or https; anything else could start another program
 */
export async function openPage(url: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (!/^https?:\/\//.test(url)) return false;
  const [program = '', ...programArguments] = openerOf(platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...programArguments, url], {
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
    });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Without a shell, which would read "&" in an address as its own. */
function openerOf(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}
