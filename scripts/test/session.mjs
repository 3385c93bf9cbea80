// A desktop session of the tests' own on Linux: a message bus, an unlocked keyring, a display. The developer's keyring,
// clipboard and screen are never touched.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

/** Runs inside the session: unlocks a new, empty keyring with a throw-away password, then becomes the command. */
const UNLOCK_THEN_RUN = `
printf %s "throw-away" | gnome-keyring-daemon --unlock --components=secrets >/dev/null || exit 1
exec "$@"
`;

/**
 * @param {readonly string[]} command
 * @param {string} folder an empty folder for everything that the session writes
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: readonly string[], env: NodeJS.ProcessEnv }} the same command in a session; unchanged outside Linux
 */
export function inSession(command, folder, env) {
  if (process.platform !== 'linux') return { command, env };
  const { DISPLAY, WAYLAND_DISPLAY, XAUTHORITY, DBUS_SESSION_BUS_ADDRESS, GNOME_KEYRING_CONTROL, ...rest } = env;
  /** @type {NodeJS.ProcessEnv} */
  const own = { ...rest, XDG_SESSION_TYPE: 'x11' };
  const folders = {
    HOME: 'home',
    XDG_DATA_HOME: 'home/.local/share',
    XDG_CONFIG_HOME: 'home/.config',
    XDG_CACHE_HOME: 'home/.cache',
    XDG_STATE_HOME: 'home/.local/state',
    XDG_RUNTIME_DIR: 'run',
  };
  for (const [name, relative] of Object.entries(folders)) {
    const absolute = path.join(folder, relative);
    mkdirSync(absolute, { recursive: true, mode: 0o700 });
    own[name] = absolute;
  }
  return {
    command: [
      ...['dbus-run-session', '--'],
      ...['xvfb-run', '-a', '--server-args=-screen 0 2000x1100x24 -nolisten tcp'],
      ...['bash', '-c', UNLOCK_THEN_RUN, 'session'],
      ...command,
    ],
    env: own,
  };
}
