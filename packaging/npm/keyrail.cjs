#!/usr/bin/env node
// The installed command line. CommonJS and old syntax, so that an old Node can still say that it is too old.
'use strict';
const OLDEST_NODE = 22;

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  // Below this the SQLite module does not fail but ends the process.
  process.stderr.write(
    `keyrail: This needs Node ${OLDEST_NODE} or newer, and this is ${process.version}. Install it from https://nodejs.org\n`,
  );
  process.exit(1);
}
// Compiled code is kept beside the code itself: whoever may write the one may write the other. Where the folder is not
// this user's to write, nothing is kept. Nor by root: in a package of the system it would be files that no removal knows of.
if (process.platform === 'win32' || process.getuid() !== 0) {
  require('node:module').enableCompileCache(require('node:path').join(__dirname, '.compile-cache'));
}
require('./lib/keyrail.cjs');
