import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.dirname(import.meta.dirname);
const ON_WINDOWS = 'bin/keyrail is a shell script; Windows runs bin/keyrail.cmd';

/** Stands in for the built command line: tells how it was started. */
const PROBE = `
process.stdout.write(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), node: process.execPath }));
process.exitCode = Number(process.env.PROBE_STATUS ?? 0);
`;

let checkout: string;
let elsewhere: string;

beforeEach(({ skip }) => {
  skip(process.platform === 'win32', ON_WINDOWS);
  checkout = realpathSync(mkdtempSync(path.join(tmpdir(), 'kr launcher-')));
  elsewhere = path.join(checkout, 'elsewhere');
  mkdirSync(elsewhere);
  cpSync(path.join(root, 'bin'), path.join(checkout, 'bin'), { recursive: true });
  mkdirSync(path.join(checkout, 'node_modules', '.bin'), { recursive: true });
  mkdirSync(path.join(checkout, 'node_modules', 'better-sqlite3'));
  symlinkSync(process.execPath, path.join(checkout, 'node_modules', '.bin', 'node'));
  write('dist/cli/keyrail.cjs', PROBE);
});

afterEach(() => {
  if (checkout !== undefined) rmSync(checkout, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true });
  writeFileSync(path.join(checkout, file), text);
}

function keyrail(command: string, args: string[], env: NodeJS.ProcessEnv = {}, cwd = elsewhere) {
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', ...env } });
}

describe('bin/keyrail', () => {
  it('runs the built command line on the pinned Node, from any folder, with the arguments as they are', () => {
    const { stdout, status } = keyrail(path.join(checkout, 'bin/keyrail'), ['get', 'A B', '', '--x=*']);
    expect(JSON.parse(stdout)).toEqual({
      args: ['get', 'A B', '', '--x=*'],
      cwd: elsewhere,
      node: realpathSync(process.execPath),
    });
    expect(status).toBe(0);
  });

  it('is found through symlinks, absolute and relative, one behind the other', () => {
    symlinkSync(path.join(checkout, 'bin/keyrail'), path.join(elsewhere, 'absolute'));
    mkdirSync(path.join(elsewhere, 'deeper'));
    symlinkSync('../absolute', path.join(elsewhere, 'deeper', 'relative'));
    const { stdout } = keyrail(path.join(elsewhere, 'deeper', 'relative'), ['list']);
    expect(JSON.parse(stdout)).toMatchObject({ args: ['list'] });
  });

  it('is found on PATH and by its bare name in its own folder', () => {
    const bin = path.join(checkout, 'bin');
    expect(JSON.parse(keyrail('keyrail', ['a'], { PATH: `${bin}:/usr/bin:/bin` }).stdout)).toMatchObject({
      args: ['a'],
    });
    expect(JSON.parse(keyrail('sh', ['keyrail', 'b'], {}, bin).stdout)).toMatchObject({ args: ['b'] });
  });

  it('ends with the status of the command line', () => {
    expect(keyrail(path.join(checkout, 'bin/keyrail'), [], { PROBE_STATUS: '5' }).status).toBe(5);
  });

  it('runs from source where nothing is built', () => {
    rmSync(path.join(checkout, 'dist'), { recursive: true });
    write('package.json', '{"type":"module"}');
    write('cli/main.ts', "const from: string = 'source';\nprocess.stdout.write(from);\n");
    expect(keyrail(path.join(checkout, 'bin/keyrail'), []).stdout).toBe('source');
  });

  it('says what to run in a checkout that is not set up', () => {
    rmSync(path.join(checkout, 'node_modules', 'better-sqlite3'), { recursive: true });
    const { stderr, stdout, status } = keyrail(path.join(checkout, 'bin/keyrail'), ['list']);
    expect(stderr).toBe(`keyrail: this checkout is not set up yet. Run: npm --prefix "${checkout}" run build\n`);
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  it('says so where there is no Node at all', () => {
    rmSync(path.join(checkout, 'node_modules', '.bin'), { recursive: true });
    const { stderr, status } = keyrail(path.join(checkout, 'bin/keyrail'), [], { PATH: '/nonexistent' });
    expect(stderr).toContain('Node is not installed');
    expect(status).toBe(1);
  });
});
