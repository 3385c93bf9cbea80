import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from '../../chromium/find-browser.ts';
import { root } from '../../scripts/pinned-node.mjs';
import type { Program } from './time-program.ts';

const MAIN = join(root, 'dist', 'host', 'main.cjs');
const PAGE = join(root, 'dist', 'renderer', 'index.html');
const BLANK = join(import.meta.dirname, 'blank-host');

/** Why the app cannot be measured here, or null. */
export function appProblem(): string | null {
  if (!existsSync(MAIN) || !existsSync(PAGE)) return 'the app is not built (npm run build)';
  return findBrowser() === undefined ? 'no Chromium, Chrome, Edge or Brave is installed' : null;
}

/** The built app on one vault, measured by page-worker.ts. */
export function appProgram(worker: string, home: string, mode: 'board' | 'filter', size: number): Program {
  return {
    command: process.execPath,
    args: [worker, mode, MAIN, root, String(size)],
    env: { ...process.env, KEYRAIL_HOME: home },
  };
}

/** The app that only shows a blank page. */
export function blankProgram(worker: string): Program {
  return { command: process.execPath, args: [worker, 'blank', join(BLANK, 'main.cjs'), BLANK] };
}
