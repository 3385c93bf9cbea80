// `npm run package:test`: starts, installs and reads back what `npm run package` made. Apart from `npm test`, since packaging a whole
// Electron takes minutes; the release workflow runs it. Linux only: there a display and a root folder of their own are to be had.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';
import { inSession } from './test/session.mjs';

if (process.platform !== 'linux') {
  process.stdout.write('The packages are tested on Linux only.\n');
  process.exit(0);
}
await setUp('test');
await continueOnPinnedNode(import.meta.url);
const folder = mkdtempSync(path.join(tmpdir(), 'kr-'));
const vitest = [process.execPath, path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'packages'];
// Chromium's sandbox cannot be set up by root, and a test without it would prove less.
const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];
const { command, env } = inSession([...vitest, ...process.argv.slice(2)], folder, { ...environment(), TMPDIR: folder });
const [program = '', ...args] = [...asUser, ...command];
const status = await run(program, args, { cwd: root, env });
rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
process.exit(status);
