import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runningPath } from './paths.ts';
import { markRunning, runsElsewhere } from './running-marker.ts';

it('leaves the marker of a process that has opened the vault since', async () => {
  const home = mkdtempSync(join(tmpdir(), 'running-'));
  try {
    const now = Date.now();
    const ours = await markRunning(home, now);
    expect(await runsElsewhere(home, now)).toBe(false);
    // Another window: its process is the one that began this one.
    writeFileSync(runningPath(home), JSON.stringify({ pid: process.ppid, startedAtMs: now }));
    await ours.remove();
    expect(await runsElsewhere(home, now)).toBe(true);
    await (await markRunning(home, now)).remove();
    expect(existsSync(runningPath(home))).toBe(false);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
