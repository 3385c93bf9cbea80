// Starts the built host on the runtime that is there.
import path from 'node:path';
import process from 'node:process';
import { environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { findElectron } from './setup/runtimes.mjs';

/**
 * Ends the process with status 1 when there is no display to open a window on.
 *
 * @param {string} command what the person ran
 */
export function refuseWithoutDisplay(command) {
  if (process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']) return;
  process.stderr.write(
    `Keyrail opens a window, and there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).\n` +
      `Run it in a desktop session, or on a virtual display:\n\n    xvfb-run -a ${command}\n\n` +
      `(xvfb-run is in the packages xvfb and xauth.) The command line needs no display: bin/keyrail --help\n`,
  );
  process.exit(1);
}

/**
 * The program and arguments that run the host: Electron where its binary is, else the Chromium runtime.
 *
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function hostCommand(args) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = environment();
  const electron = findElectron();
  if (electron === undefined) {
    return { command: process.execPath, args: [path.join(root, 'dist', 'chromium', 'run.mjs'), ...args], env };
  }
  // Chromium's sandbox cannot be set up by root, and Electron then refuses to start.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0;
  return { command: electron, args: [...(asRoot ? ['--no-sandbox'] : []), root, ...args], env };
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the host's exit status
 */
export function launch(args) {
  const host = hostCommand(args);
  return run(host.command, host.args, { env: host.env });
}
