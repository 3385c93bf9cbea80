import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBrowser as findForRuntime } from '../../chromium/find-browser.ts';
import { findElectron, findBrowser as findForSetUp } from './runtimes.mjs';

const COMMANDS = [
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
  'brave',
];

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kr-runtimes-'));
  vi.stubEnv('PATH', folder);
  vi.stubEnv('KEYRAIL_BROWSER', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, mode = 0o755): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, mode);
  return file;
}

// Set-up must not promise a browser that the runtime then does not find, nor ask for one that it would.
const ONLY_ON_LINUX = 'elsewhere both look in fixed folders, not on PATH';

describe('set-up and the Chromium runtime look in the same places', () => {
  beforeEach(({ skip }) => skip(process.platform !== 'linux', ONLY_ON_LINUX));

  it('finds nothing on an empty PATH', () => {
    expect(findForSetUp()).toBeUndefined();
    expect(findForRuntime()).toBeUndefined();
  });

  it.each(COMMANDS)('finds %s', (name) => {
    const file = program(name);
    expect(findForSetUp()).toBe(file);
    expect(findForRuntime()).toBe(file);
  });

  it('agrees on which of several comes first', () => {
    for (const name of COMMANDS.toReversed()) program(name);
    for (const name of COMMANDS) {
      expect(findForSetUp()).toBe(path.join(folder, name));
      expect(findForRuntime()).toBe(findForSetUp());
      rmSync(path.join(folder, name));
    }
  });

  it('passes over a file that cannot be run', () => {
    program('chromium', 0o644);
    expect(findForSetUp()).toBeUndefined();
    expect(findForRuntime()).toBeUndefined();
  });

  it('takes KEYRAIL_BROWSER, and nothing else when that is wrong', () => {
    program('chromium');
    vi.stubEnv('KEYRAIL_BROWSER', program('mine'));
    expect(findForSetUp()).toBe(path.join(folder, 'mine'));
    expect(findForRuntime()).toBe(findForSetUp());
    vi.stubEnv('KEYRAIL_BROWSER', path.join(folder, 'absent'));
    expect(findForSetUp()).toBeUndefined();
    expect(findForRuntime()).toBeUndefined();
  });
});

describe('findElectron', () => {
  it('takes the binary in ELECTRON_OVERRIDE_DIST_PATH', () => {
    const binary = program('electron');
    program('electron.exe');
    mkdirSync(path.join(folder, 'Electron.app/Contents/MacOS'), { recursive: true });
    program('Electron.app/Contents/MacOS/Electron');
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(path.dirname(findElectron() ?? '').startsWith(path.dirname(binary))).toBe(true);
  });

  it('finds none where the override has none', () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', folder);
    expect(findElectron()).toBeUndefined();
  });
});
