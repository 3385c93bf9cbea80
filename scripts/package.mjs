// `npm run package`: builds, then makes the installers for this system with electron-builder. Nothing is published.
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

await setUp('packages');
await continueOnPinnedNode(import.meta.url);
const { build, orExit } = await import('./build.mjs');
await orExit(build());
const args = ['--config', 'electron-builder.yml', '--publish', 'never', ...process.argv.slice(2)];
process.exit(
  await run('electron-builder', args, { cwd: root, env: environment(), shell: process.platform === 'win32' }),
);
