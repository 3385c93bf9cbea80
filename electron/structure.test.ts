import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = import.meta.dirname;
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

/** The files that match, so that a failure names them. */
function filesWith(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(withoutComments(text))).map(({ name }) => name);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

describe('the host’s own rules', () => {
  it('uses ipcMain in one place', () => {
    expect(filesWith(/\bipcMain\b/)).toEqual(['ipc.ts']);
  });

  it('uses the renderer’s side of Electron in the preload only', () => {
    expect(filesWith(/\b(?:ipcRenderer|contextBridge)\b/)).toEqual(['preload.ts']);
  });

  it('opens our window in one place, dashboards in one place and addresses in one place', () => {
    expect(filesWith(/\bnew BrowserWindow\b/)).toEqual(['dashboard-window.ts', 'window.ts']);
    expect(filesWith(/\bopenExternal\b/)).toEqual(['platform.ts']);
  });

  it('gives the preload to our own window only, and runs scripts in dashboards only, apart from the page', () => {
    expect(filesWith(/\bpreload: /)).toEqual(['main.ts', 'places.ts', 'window.ts']);
    expect(filesWith(/\bcreateMainWindow\(/)).toEqual(['main.ts', 'window.ts']);
    expect(filesWith(/\bexecuteJavaScriptInIsolatedWorld\b/)).toEqual(['dashboard-window.ts']);
    expect(filesWith(/\bfromPath\(/)).toEqual(['dashboards.ts']);
  });

  it('runs no script in the page, starts no crash reporter, and weakens no preference', () => {
    expect(filesWith(/\b(?:executeJavaScript|insertCSS|crashReporter|no-sandbox)\b/)).toEqual([]);
    expect(filesWith(/nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false/)).toEqual([]);
  });

  it('does not depend on the other runtime or on the page', () => {
    expect(filesWith(/from '(?:#chromium|#renderer|\.\.\/)/)).toEqual([]);
  });
});
