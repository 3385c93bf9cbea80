// The least that a host can be: one sandboxed window with one page that says one word. Plain CommonJS, as a host is after
// bundling.
// @ts-nocheck: `electron` is what the runtime gives.
'use strict';
const { app, BrowserWindow, protocol } = require('electron');

const PAGE = '<!doctype html><html lang="en"><head><title>Blank</title></head><body>Blank</body></html>';

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
void app.whenReady().then(() => {
  protocol.handle('app', () => new Response(PAGE, { headers: { 'content-type': 'text/html' } }));
  const window = new BrowserWindow({ width: 1240, height: 800, title: 'Blank', webPreferences: { sandbox: true } });
  void window.loadURL('app://blank/index.html');
});
