import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EXPLAINED, scan, unexplained } from '../scripts/scan-host.mjs';

const root = path.dirname(import.meta.dirname);

describe('Electronegativity', () => {
  it('finds nothing in the host that is not explained, and explains nothing that it does not find', async () => {
    const { findings, unreadable, scanned } = await scan(root);
    expect(unreadable).toEqual([]);
    expect(scanned).toContain('electron/main.ts');
    expect(unexplained(findings)).toEqual([]);
    const stale = EXPLAINED.filter(({ id, file }) => !findings.some((found) => found.id === id && found.file === file));
    expect(stale).toEqual([]);
  });

  it('finds what is wrong in a host that is', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'kr-bad-host-'));
    try {
      mkdirSync(path.join(folder, 'electron'));
      writeFileSync(
        path.join(folder, 'electron', 'main.ts'),
        `import { app, BrowserWindow, shell } from 'electron';
         interface Page { readonly url?: string }
         export class Host { #page: Page = {}; open(): void { void shell.openExternal(this.#page?.url ?? ''); } }
         void app.whenReady().then(() => {
           app.commandLine.appendSwitch('disable-web-security');
           return new BrowserWindow({ webPreferences: { contextIsolation: false, sandbox: false } }).loadURL('http://example.com');
         });`,
      );
      const { findings, unreadable } = await scan(folder);
      expect(unreadable).toEqual([]);
      expect(unexplained(findings).map(({ id }) => id)).toEqual(
        expect.arrayContaining([
          'CONTEXT_ISOLATION_JS_CHECK',
          'SANDBOX_JS_CHECK',
          'CUSTOM_ARGUMENTS_JS_CHECK',
          'HTTP_RESOURCES_JS_CHECK',
          'OPEN_EXTERNAL_JS_CHECK',
          'LIMIT_NAVIGATION_GLOBAL_CHECK',
          'PERMISSION_REQUEST_HANDLER_GLOBAL_CHECK',
        ]),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
