import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPackageWithOptions, extractAll } from '@electron/asar';
import { type Browser, chromium, type Page } from 'playwright-core';

/**
 * A packaged app refuses to be driven from outside, and its fuses leave no way in. So a copy is driven whose archive starts with
 * this: it opens Chromium's debugging port by itself and hides that from the app's own refusal. Everything else is as packaged.
 */
const STARTS_DRIVEN = `
const { app } = require('electron');
const preload = process.env.KEYRAIL_TEST_PRELOAD;
if (preload) require(preload);
const has = app.commandLine.hasSwitch.bind(app.commandLine);
app.commandLine.appendSwitch('remote-debugging-port', '0');
app.commandLine.hasSwitch = (name) => !name.startsWith('remote-debugging-') && has(name);
require('./dist/host/main.cjs');
`;

/** A copy of an unpacked app that can be driven; the caller removes it. */
export async function drivableCopy(unpacked: string): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'kr-driven-'));
  cpSync(unpacked, copy, { recursive: true });
  const archive = join(copy, 'resources', 'app.asar');
  const content = mkdtempSync(join(tmpdir(), 'kr-asar-'));
  extractAll(archive, content);
  const manifest: unknown = JSON.parse(readFileSync(join(content, 'package.json'), 'utf8'));
  writeFileSync(join(content, 'package.json'), JSON.stringify(Object.assign({}, manifest, { main: 'driven.cjs' })));
  writeFileSync(join(content, 'driven.cjs'), STARTS_DRIVEN);
  await createPackageWithOptions(content, archive, { unpack: '**/*.node' });
  rmSync(content, { recursive: true, force: true });
  return copy;
}

export type DrivenApp = {
  readonly page: Page;
  readonly log: () => string;
  /** Closes its window as a person would, and waits for the process: its exit status. */
  readonly close: () => Promise<number | null>;
};

/** @param executable the app's program, in a drivable copy */
export async function startDriven(executable: string, env: Readonly<Record<string, string>>): Promise<DrivenApp> {
  // ELECTRON_RUN_AS_NODE would make a Node of an Electron whose fuses allow it.
  const { ELECTRON_RUN_AS_NODE: _, ...own } = process.env;
  const child = spawn(executable, [], { env: { ...own, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const ended = new Promise<number | null>((done) => {
    child.once('exit', (status) => done(status));
    child.once('error', () => done(null));
  });
  const address = await debuggingAddress(child, () => log, ended);
  const browser: Browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('The app has no window.');
  const page = context.pages()[0] ?? (await context.waitForEvent('page'));
  await page.waitForFunction(() => 'keyrail' in window);
  return {
    page,
    log: () => log,
    close: async () => {
      await browser.close();
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function debuggingAddress(child: ChildProcess, log: () => string, ended: Promise<unknown>): Promise<string> {
  return new Promise((found, failed) => {
    const look = (): void => {
      const address = /DevTools listening on (ws:\/\/\S+)/.exec(log())?.[1];
      if (address === undefined) return;
      child.stderr?.off('data', look);
      found(address);
    };
    child.stderr?.on('data', look);
    void ended.then((status) => failed(new Error(`The app ended with ${String(status)}:\n${log()}`)));
  });
}
