// Loads the built command line, or its source where nothing is built yet. CommonJS, since it starts sooner than a module.
'use strict';
const { existsSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const root = path.dirname(__dirname);
const built = path.join(root, 'dist', 'cli', 'keyrail.cjs');
const source = path.join(root, 'cli', 'main.ts');

/** @param {string} message */
function refuse(message) {
  process.stderr.write(`keyrail: ${message}\n`);
  process.exit(1);
}

if (!existsSync(path.join(root, 'node_modules', 'better-sqlite3'))) {
  refuse(`this checkout is not set up yet. Run: npm --prefix "${root}" run build`);
} else if (Number.parseInt(process.versions.node, 10) < 24) {
  refuse(`this needs Node 24 or newer, and this is ${process.version}. Install it from https://nodejs.org`);
} else if (existsSync(built)) {
  // Compiled code is kept beside the code itself: whoever may write the one may write the other.
  enableCompileCache(path.join(root, 'dist', '.compile-cache'));
  require(built);
} else {
  // Slower to start by some tens of milliseconds; `npm run build` makes the quick one.
  void import(pathToFileURL(source).href);
}
