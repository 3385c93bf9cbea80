// Starts a host on Electron and prints what was measured as JSON.
//
//   electron-worker start FOLDER ROWS   → when its text (0), or a board with that many names, was painted, in ms since 1970
//   electron-worker idle FOLDER ROWS    → what all its processes hold a while after that, in MB
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { _electron, type Page } from 'playwright-core';
import { findElectron } from '../../scripts/setup/runtimes.mjs';
import { firstTextPaintedAt, gridPaintedAt } from './in-page.ts';

/** How long an app is left alone before its memory is read. */
const SETTLE_MS = 10_000;

const [mode, folder = '', rows = '0'] = process.argv.slice(2);
const executablePath = findElectron();
if (executablePath === undefined) throw new Error('Electron is not installed');
const app = await _electron.launch({ executablePath, args: [folder], chromiumSandbox: process.getuid?.() !== 0 });
const paintedAt = await painted(await app.firstWindow());
if (mode === 'idle') {
  await delay(SETTLE_MS);
  process.stdout.write(JSON.stringify(memoryOf(app.process().pid ?? 0)));
} else process.stdout.write(JSON.stringify(paintedAt));
app.process().kill('SIGKILL');
process.exit(0);

function painted(page: Page): Promise<number> {
  return rows === '0' ? page.evaluate(firstTextPaintedAt) : page.evaluate(gridPaintedAt, Number(rows));
}

/** The proportional set size of a process and all that it started, in MB: pages that several share are counted once. */
function memoryOf(pid: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended.
    }
  }
  const pss = (each: number): number => {
    const kib = Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${each}/smaps_rollup`, 'utf8'))?.[1]);
    return kib * 1_024 + (children.get(each) ?? []).reduce((sum, child) => sum + pss(child), 0);
  };
  return pss(pid) / 1e6;
}
