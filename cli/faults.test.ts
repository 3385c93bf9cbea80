import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const PLACE = ['-p', 'shop', '-e', 'development'];

beforeAll(async () => {
  expect((await cli.run(['init'])).status).toBe(0);
  expect((await cli.run(['projects', 'add', 'shop'])).status).toBe(0);
  expect((await cli.run(['add', 'API_KEY', ...PLACE], { input: 'made-up-value\n' })).status).toBe(0);
});
afterAll(() => cli.remove());

/** Runs a shell line, in which "$@" is the command. */
function shell(line: string, typed: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync('sh', ['-c', line, 'sh', ...cli.command(typed)], {
    cwd: cli.directory,
    env: cli.env(env),
    encoding: 'utf8',
  });
}

describe('a backup a day', () => {
  const backups = (): string[] => readdirSync(join(cli.home, 'backups'));

  it('is made by commands that change something, and by no others', async () => {
    expect(backups()).toEqual([expect.stringMatching(/^daily-/)]);
    const path = join(cli.home, 'backups', backups()[0] ?? '');
    const made = readFileSync(path);
    writeFileSync(path, 'no backup, and not replaced the same day');
    expect((await cli.run(['get', 'API_KEY', ...PLACE])).stdout).toBe('made-up-value\n');
    expect((await cli.run(['set', 'API_KEY', ...PLACE], { input: 'made-up-value-2' })).status).toBe(0);
    expect(backups()).toHaveLength(1);
    writeFileSync(path, made);
  });
});

describe.skipIf(process.platform === 'win32')('where something is not there', () => {
  it('goes on in a folder that was deleted, or says so', () => {
    mkdirSync(join(cli.directory, 'gone'));
    const got = shell('cd gone && rmdir ../gone && "$@"', ['get', 'API_KEY', ...PLACE]);
    expect([got.status, got.stdout, got.stderr]).toEqual([0, 'made-up-value-2\n', '']);
    mkdirSync(join(cli.directory, 'gone'));
    const asked = shell('cd gone && rmdir ../gone && "$@"', ['get', 'API_KEY']);
    expect(asked.status).toBe(4);
    expect(asked.stderr).toBe(
      'keyrail: The folder you are in is not there any more. Go to another one, and try again.\n',
    );
  });

  it('says that nobody got the recovery code of a new vault', () => {
    const home = join(cli.directory, 'second');
    const full = shell('"$@" > /dev/full', ['init'], { KEYRAIL_HOME: home });
    expect(full.status).toBe(1);
    expect(full.stderr).toContain('could not be written out');
    const code = shell('"$@" > /dev/full', ['vault', 'recovery-code', '--yes'], { KEYRAIL_HOME: home });
    expect(code.status).toBe(3);
    expect(code.stderr).toContain('Nothing was changed');
  });
});
