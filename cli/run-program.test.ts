import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

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
    // Without a core dump of this process, which held values.
    expect((await cli.run(['run', ...DEV, ...node('process.kill(process.pid, "SIGABRT")')])).status).toBe(134);
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

function outputOf(child: ChildProcess, awaited: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes(awaited)) resolve();
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
