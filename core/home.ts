import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The data directory: `KEYRAIL_HOME`, else the platform's place for application data.
 * @param env the process's environment
 * @param platform `process.platform`
 */
export function keyrailHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = env['KEYRAIL_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  switch (platform) {
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Keyrail');
    case 'win32':
      return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Keyrail');
    default:
      // XDG Base Directory: a relative XDG_DATA_HOME is to be ignored.
      return join(
        env['XDG_DATA_HOME']?.startsWith('/') === true ? env['XDG_DATA_HOME'] : join(homedir(), '.local', 'share'),
        'keyrail',
      );
  }
}
