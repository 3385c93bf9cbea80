// `npm run bench`: builds what changed and measures it.
import path from 'node:path';
import process from 'node:process';
import { continueOnPinnedNode, environment, root } from './pinned-node.mjs';
import { run } from './processes.mjs';
import { setUp } from './setup.mjs';

await setUp('packages');
await continueOnPinnedNode(import.meta.url);
const { buildIfStale, orExit } = await import('./build.mjs');
await orExit(buildIfStale());
const bench = path.join(root, 'tests', 'bench', 'run.ts');
process.exit(await run(process.execPath, [bench, ...process.argv.slice(2)], { env: environment() }));
