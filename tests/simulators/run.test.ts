import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CI_DEMOS } from './ci/demos.ts';
import { DEMOS } from './demo.ts';

it('starts all simulators on ports that it prints, and ends when it is told to', async () => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'run.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl-C')) break;
  }
  const urls = [...printed.matchAll(/http:\/\/127\.0\.0\.1:\d+\S*/g)].map(([url]) => url);
  expect(urls).toHaveLength(Object.keys({ ...DEMOS, ...CI_DEMOS }).length);
  for (const url of urls) expect((await fetch(url)).status).toBeLessThan(500);
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});
