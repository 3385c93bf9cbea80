import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { expect, it } from 'vitest';
import { loadSystem } from '#core/ci/open-target.ts';
import { type PlaceChoices, readPlace } from '#core/ci/read-place.ts';
import { SYSTEM_CLOCK } from '#core/http/clock.ts';
import type { CiSystemId } from '#shared/domain/ci.ts';
import { must } from '../fixtures/test-vault.ts';
import { CI_DEMOS } from './ci/demos.ts';
import { DEMOS } from './demo.ts';

it('starts all simulators on ports that it prints, and ends when it is told to', async () => {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'run.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl-C')) break;
  }
  try {
    const urls = [...printed.matchAll(/^ {2}(http:\/\/127\.0\.0\.1:\d+\S*)$/gm)].map(([, url = '']) => url);
    expect(urls).toHaveLength(Object.keys({ ...DEMOS, ...CI_DEMOS }).length);
    for (const url of urls) expect((await fetch(url)).status).toBeLessThan(500);

    const commands = [...printed.matchAll(/^ {2}(printf .* \| keyrail .*)$/gm)].map(([, command = '']) => command);
    const systems = new Set<string>();
    for (const { words, input } of await typed(commands)) {
      const { system, result } = await testAdded(words, input);
      expect([words.join(' '), result]).toEqual([words.join(' '), 'works']);
      systems.add(system);
    }
    expect([...systems].map((system) => `${system}-ci`)).toEqual(Object.keys(CI_DEMOS));
  } finally {
    child.kill('SIGINT');
  }
  expect(await ended).toEqual([0, null]);
});

/** What `keyrail` gets where somebody types these commands into a shell. */
async function typed(commands: readonly string[]): Promise<{ words: string[]; input: string }[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyrail-typed-'));
  try {
    await writeFile(
      path.join(folder, 'keyrail'),
      `#!${process.execPath}\nprocess.stdout.write(JSON.stringify({words: process.argv.slice(2), input: require('fs').readFileSync(0, 'utf8')}) + '\\n');`,
      { mode: 0o755 },
    );
    const shell = spawn('sh', ['-c', commands.join('\n')], {
      env: { ...process.env, PATH: `${folder}:${process.env['PATH']}` },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = (await text(shell.stdout)).trim().split('\n');
    return lines.map((line) => JSON.parse(line) as { words: string[]; input: string });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Tests the connection that a target of such a command has. */
async function testAdded(words: readonly string[], input: string): Promise<{ system: string; result: string }> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      'base-url': { type: 'string' },
      environment: { type: 'string' },
      scope: { type: 'string' },
      context: { type: 'string' },
      team: { type: 'string' },
      branch: { type: 'string' },
      org: { type: 'boolean' },
      group: { type: 'boolean' },
      dependabot: { type: 'boolean' },
    },
  });
  const { 'base-url': baseUrl = '', ...choices } = values;
  const [command, ...rest] = positionals.join(' ').split('ci targets add ');
  const [system, place = ''] = rest.join('').split(' ') as [CiSystemId, string?];
  expect(command).toBe('');
  const adapter = await loadSystem(system);
  const lines = input.trimEnd().split('\n');
  const token = Object.fromEntries(adapter.token.map(({ field }, index) => [field, lines[index] ?? '']));
  expect(lines).toHaveLength(adapter.token.length);
  const session = await adapter.open({
    place: must(readPlace(system, place, choices as PlaceChoices)),
    baseUrl,
    token,
    clock: SYSTEM_CLOCK,
  });
  return { system, result: (await session.test()).result };
}
