import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HAS_TERMINAL, onTerminal } from './testing/on-terminal.ts';
import { CliSandbox, PASSPHRASE } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];
/** Made up. */
const VALUE = 'made-up-run-value-Jd72';

beforeAll(async () => {
  await cli.run(['init']);
  await cli.run(['add', 'FIRST', ...DEV, '--create'], { input: VALUE });
  await cli.run(['add', 'SECOND', ...DEV], { input: 'made-up "quotes" and\nlines' });
});
afterAll(() => cli.remove());

const node = (script: string): string[] => ['--', process.execPath, '-e', script];

describe('keyrail run', () => {
  it('passes exit status, arguments and standard streams through', async () => {
    expect((await cli.run(['run', ...DEV, ...node('process.exit(42)')])).status).toBe(42);
    const echoed = await cli.run(
      [
        'run',
        ...DEV,
        ...node('process.stdout.write(process.argv.slice(1).join("|")); process.stdin.pipe(process.stderr)'),
        '--',
        '$HOME',
        'a b',
      ],
      { input: 'from outside' },
    );
    expect(echoed).toMatchObject({ status: 0, stdout: '$HOME|a b', stderr: 'from outside' });
  });

  it('sets exactly what was chosen, under the prefix', async () => {
    const script =
      'process.stdout.write(JSON.stringify(Object.entries(process.env).filter(([n]) => /FIRST|SECOND|PASSPHRASE/.test(n)).sort()))';
    const all = await cli.run(['run', ...DEV, ...node(script)]);
    expect(JSON.parse(all.stdout)).toEqual([
      ['FIRST', VALUE],
      ['SECOND', 'made-up "quotes" and\nlines'],
    ]);
    const one = await cli.run(['run', ...DEV, '--only', 'FIRST', '--prefix', 'VITE_', ...node(script)]);
    expect(JSON.parse(one.stdout)).toEqual([['VITE_FIRST', VALUE]]);
  });

  it('says 127 where there is no such program', async () => {
    const ended = await cli.run(['run', ...DEV, '--', 'no-such-program-anywhere']);
    expect(ended).toMatchObject({ status: 127, stdout: '' });
    expect(ended.stderr).toContain('no-such-program-anywhere');
  });
});

describe('signals', () => {
  beforeEach(({ skip }) => skip(process.platform === 'win32', 'Windows has no signals to pass on'));

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR2'] as const)('%s reaches the program', async (signal) => {
    const script = `process.on('${signal}', () => process.exit(33)); setInterval(() => 0, 1000); process.stdout.write('ready')`;
    const child = start(['run', ...DEV, ...node(script)]);
    await outputOf(child, 'ready');
    child.kill(signal);
    expect(await endOf(child)).toEqual([33, null]);
  });

  it('ends by the signal that ended the program', async () => {
    expect(await cli.run(['run', ...DEV, ...node('process.kill(process.pid, "SIGTERM")')])).toMatchObject({
      status: null,
      signal: 'SIGTERM',
    });
  });

  it('can be ended by the pipe it writes into', async () => {
    const script = 'yes | head -n 1; exit "$PIPESTATUS"';
    expect(await cli.run(['run', ...DEV, '--', 'bash', '-c', script])).toMatchObject({ status: 141, stderr: '' });
  });
});

describe('the program in our place', () => {
  beforeEach(({ skip }) => skip(process.platform !== 'linux', 'looks into /proc'));

  it('has our process, our three streams and nothing else of ours', async () => {
    const script = `const { readdirSync, readFileSync, readlinkSync } = require('node:fs');
      const files = readdirSync('/proc/self/fd').map(Number).filter((fd) => {
        try { return /keyrail|vault|socket/.test(readlinkSync('/proc/self/fd/' + fd)) && fd > 2; } catch { return false; }
      });
      const shown = readFileSync('/proc/self/environ', 'latin1') + readFileSync('/proc/' + process.ppid + '/cmdline', 'latin1');
      console.log(JSON.stringify({ pid: process.pid, files, told: /PASSPHRASE|main\\.ts/.test(shown) }))`;
    const child = start(['run', ...DEV, ...node(script)]);
    const text = await outputOf(child, '}');
    expect(JSON.parse(text)).toEqual({ pid: child.pid, files: [], told: false });
    expect(await endOf(child)).toEqual([0, null]);
  });

  it('gets no more file descriptors than it was called with', async () => {
    const list = ['-c', 'echo /proc/self/fd/*'];
    const [program, ...typed] = cli.command(['run', ...DEV, '--', 'sh', ...list]);
    const alone = execFileSync('sh', list, { encoding: 'utf8' });
    expect(execFileSync(program, typed, { cwd: cli.directory, env: cli.env(), encoding: 'utf8' })).toBe(alone);
  });

  it('gets a signal that another process sends it at a terminal', async ({ skip }) => {
    skip(!HAS_TERMINAL, 'needs the program "script" for a terminal');
    const script = 'trap "echo got it; exit 33" INT; echo "pid=$$"; while :; do sleep 0.1; done';
    let said = '';
    const ended = await onTerminal(
      cli,
      ['run', ...DEV, '--', 'sh', '-c', script],
      [],
      { KEYRAIL_PASSPHRASE: PASSPHRASE },
      (screen) => {
        const pid = /pid=(\d+)\r?\n/.exec(screen)?.[1];
        if (pid === undefined || said !== '') return;
        said = pid;
        process.kill(Number(pid), 'SIGINT');
      },
    );
    expect(ended).toMatchObject({ status: 33 });
    expect(ended.screen.match(/got it/g)).toHaveLength(1);
  });

  it('is started beside us where a name would be taken for a variable', async () => {
    const file = join(cli.root, 'a=b');
    writeFileSync(file, '#!/bin/sh\necho "$FIRST"\nexit 7\n', { mode: 0o755 });
    expect(await cli.run(['run', ...DEV, '--', file])).toMatchObject({ status: 7, stdout: `${VALUE}\n` });
  });

  it('may be a script without a first line, and is refused with 126 where it cannot run', async () => {
    const file = join(cli.root, 'plain-script');
    writeFileSync(file, 'echo "$FIRST"\n', { mode: 0o755 });
    expect(await cli.run(['run', ...DEV, '--', file])).toMatchObject({ status: 0, stdout: `${VALUE}\n` });
    chmodSync(file, 0o644);
    const refused = await cli.run(['run', ...DEV, '--', file]);
    expect(refused).toMatchObject({ status: 126, stdout: '' });
    writeFileSync(join(cli.root, 'no-interpreter'), '#!/no/such/interpreter\n', { mode: 0o755 });
    const broken = await cli.run(['run', ...DEV, '--', join(cli.root, 'no-interpreter')]);
    expect([126, 127]).toContain(broken.status);
    expect(broken.signal).toBeNull();
  });
});

describe('keys that no program can get', () => {
  const STAGING = ['-p', 'shop', '-e', 'staging'];
  const DIRTY = join(cli.root, 'odd.json');
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'with.dots', 'with-dashes', 'ünïcode name'];

  beforeAll(async () => {
    // Written by hand: JSON.stringify of an object would lose __proto__.
    writeFileSync(DIRTY, `{${names.map((name) => `${JSON.stringify(name)}: "made-up ${name}"`).join(', ')}}`);
    await cli.run(['import', DIRTY, ...STAGING, '--include-non-secrets']);
  });

  it('are few: odd names reach it', async () => {
    const script = `const names = ${JSON.stringify(names)};
      console.log(JSON.stringify(names.map((name) => Object.hasOwn(process.env, name) ? process.env[name] : null)))`;
    const ran = await cli.run(['run', ...STAGING, ...node(script)]);
    expect(JSON.parse(ran.stdout)).toEqual(names.map((name) => `made-up ${name}`));
    for (const name of names) {
      expect((await cli.run(['get', name, ...STAGING])).stdout).toBe(`made-up ${name}\n`);
    }
  });

  it('keep their names in an export that can hold them, and are named by one that cannot', async () => {
    const { stdout } = await cli.run(['export', ...STAGING, '--format', 'json']);
    writeFileSync(DIRTY, stdout);
    const again = await cli.run(['import', DIRTY, '-p', 'again', '-e', 'staging', '--create', '--json']);
    expect(JSON.parse(again.stdout).new.names.toSorted()).toEqual(names.toSorted());
    const shell = await cli.run(['export', ...STAGING, '--format', 'shell']);
    expect(shell).toMatchObject({ status: 5, stdout: '' });
    expect(shell.stderr).toContain("--except with-dashes --except with.dots --except 'ünïcode name'");
    const without = ['--except', 'with-dashes,with.dots', '--except', 'ünïcode name'];
    const left = await cli.run(['export', ...STAGING, '--format', 'shell', ...without]);
    expect(left.stdout.match(/^export /gm)).toHaveLength(names.length - 3);
  });

  it('are named all at once, and left out only by a person', async () => {
    const PROD = ['-p', 'again', '-e', 'development'];
    await cli.run(['add', 'FINE', ...PROD], { input: 'made-up-fine' });
    await cli.run(['add', 'TOO_LARGE', ...PROD], { input: 'x'.repeat(131_072) });
    await cli.run(['add', 'BINARY', ...PROD], { input: Buffer.from([0xff, 0xfe]) });
    await cli.run(['add', 'NUL', ...PROD], { input: 'a\0b' });
    const refused = await cli.run(['run', ...PROD, ...node('process.exit(1)')]);
    expect(refused).toMatchObject({ status: 5, stdout: '' });
    expect(refused.stderr).toContain('--except BINARY --except NUL --except TOO_LARGE');
    expect(refused.stderr).not.toContain('FINE');
    const script = 'process.stdout.write(process.env.FINE + typeof process.env.NUL)';
    const except = ['--except', 'BINARY,NUL', '--except', 'TOO_LARGE'];
    expect((await cli.run(['run', ...PROD, ...except, ...node(script)])).stdout).toBe('made-up-fineundefined');
    const only = ['--only', 'FINE', '--only', 'TOO_LARGE', '--except', 'TOO_LARGE'];
    expect((await cli.run(['run', ...PROD, ...only, ...node(script)])).stdout).toBe('made-up-fineundefined');
    expect((await cli.run(['run', ...PROD, '--except', 'FLNE', ...node(script)])).status).toBe(4);
    expect((await cli.run(['export', ...PROD, '--except', 'FLNE'])).status).toBe(4);
    const { entries } = JSON.parse((await cli.run(['activity', '--json'])).stdout);
    expect(entries.filter(({ what }: { what: string }) => what === 'ran').slice(0, 2)).toMatchObject([
      { detail: '1 value' },
      { detail: '1 value' },
    ]);
  });

  it('are too many where the system takes no more together', async () => {
    const CI = ['-p', 'shop', '-e', 'production', '--yes'];
    const file = join(cli.root, 'many.json');
    const many = Array.from({ length: 60 }, (_, index) => [`BIG_${index}`, String(index).padEnd(120_000, 'x')]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(many)));
    await cli.run(['import', file, '-p', 'shop', '-e', 'production', '--include-non-secrets']);
    const refused = await cli.run(['run', ...CI, '--', 'true']);
    expect(refused).toMatchObject({ status: 5 });
    expect(refused.stderr).toContain('BIG_0 (118 KiB)');
    expect((await cli.run(['run', ...CI, '--only', 'BIG_1', '--only', 'BIG_2', '--', 'true'])).status).toBe(0);
  });
});

describe.skipIf(process.platform !== 'linux')('what other programs can see', () => {
  it('no value and no passphrase is in an argument of any process', async () => {
    const child = start(['run', ...DEV, ...node('setInterval(() => 0, 1000); process.stdout.write("ready")')]);
    await outputOf(child, 'ready');
    try {
      const lines = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((pid) => commandLine(pid));
      expect(lines.some((line) => line.includes('setInterval'))).toBe(true);
      for (const line of lines) {
        expect(line).not.toContain(VALUE);
        expect(line).not.toContain('made-up passphrase');
      }
      expect(openFiles(child.pid ?? 0).filter((file) => file.startsWith(cli.home))).toEqual([]);
    } finally {
      child.kill('SIGTERM');
      await endOf(child);
    }
  });
});

it.skipIf(process.platform === 'win32')('ends quietly where nobody reads', async () => {
  const [program, ...typed] = cli.command(['get', 'FIRST', ...DEV]);
  const child = spawn(program, typed, { cwd: cli.directory, env: cli.env(), stdio: 'pipe' });
  // The reading end is gone long before the vault is open.
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  expect(await endOf(child)).toEqual([0, null]);
  expect(said).toBe('');
});

function start(typed: readonly string[]): ChildProcess {
  const [program, ...programArguments] = cli.command(typed);
  return spawn(program, programArguments, { cwd: cli.directory, env: cli.env(), stdio: ['ignore', 'pipe', 'inherit'] });
}

function outputOf(child: ChildProcess, awaited: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes(awaited)) resolve(text);
    });
    child.once('exit', () => reject(new Error('It ended before it said so')));
  });
}

function endOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve([child.exitCode, child.signalCode]);
  return new Promise((resolve) => child.once('exit', (status, signal) => resolve([status, signal])));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function openFiles(pid: number): string[] {
  return execFileSync('bash', ['-c', `readlink /proc/${pid}/fd/* || true`], { encoding: 'utf8' }).split('\n');
}
