import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/pinned-node.mjs';
import type { Program } from './time-program.ts';

const BUILT = join(root, 'dist', 'cli', 'keyrail.cjs');
const LAUNCHER = join(root, 'bin', process.platform === 'win32' ? 'keyrail.cmd' : 'keyrail');

/** Why the built command line cannot be measured, or null. */
export function keyrailProblem(): string | null {
  return existsSync(BUILT) ? null : 'the command line is not built (npm run build)';
}

/** The built command line as a person starts it, on one vault. */
export function keyrail(home: string, args: readonly string[], prints?: string): Program {
  return {
    command: LAUNCHER,
    args,
    env: { ...process.env, KEYRAIL_HOME: home },
    ...(prints === undefined ? {} : { prints }),
  };
}
