// `npm start`: sets up where needed, builds what changed, and opens the app on Electron or on an installed browser.
import process from 'node:process';
import { launch, refuseWithoutDisplay } from './launch.mjs';
import { continueOnPinnedNode } from './pinned-node.mjs';
import { setUp } from './setup.mjs';

refuseWithoutDisplay('npm start');
await setUp('start');
await continueOnPinnedNode(import.meta.url);
const { buildIfStale, orExit } = await import('./build.mjs');
await orExit(buildIfStale());
process.exit(await launch(process.argv.slice(2)));
