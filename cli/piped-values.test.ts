import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];

/** What once lost characters on its way in; a line each. Made up. */
const PIPED = readFileSync(join(import.meta.dirname, 'fixtures', 'piped-values.txt'), 'utf8')
  .trimEnd()
  .split('\n');
/** Made up; built from parts, so that no scanner takes them for real. */
const JWT = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJtYWRlLXVwIn0', 'c2lnbmF0dXJl'].join('.');
const OWN = [
  '  leading and trailing  ',
  `Authorization: Bearer ${JWT}`,
  'cn=admin,dc=example,dc=test',
  '\ufeffmarked\u200b',
  "# 'not' a comment",
  'a\rb',
];
const LINES = [...PIPED, ...OWN];

beforeAll(async () => {
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
});
afterAll(() => cli.remove());

/** What `get` prints, as bytes. */
function got(name: string, ...options: string[]): Buffer {
  const [program, ...typed] = cli.command(['get', name, ...DEV, ...options]);
  return execFileSync(program, typed, { cwd: cli.directory, env: cli.env() });
}

describe('a piped value', () => {
  it('is kept by add and by set, whatever it looks like', async () => {
    const all = async (): Promise<string[]> => {
      const { keys } = JSON.parse(
        (await cli.run(['export', '-p', 'shop', '-e', 'staging', '--format', 'json'])).stdout,
      );
      return keys.map(({ value }: { value: string }) => value);
    };
    const name = (index: number): string => `LINE_${String(index).padStart(2, '0')}`;
    for (const [index, line] of LINES.entries()) {
      const added = await cli.run(['add', name(index), '-p', 'shop', '-e', 'staging'], { input: `${line}\n` });
      expect(added.status).toBe(0);
      expect(added.stderr).not.toContain(line.trim());
    }
    expect(await all()).toEqual(LINES);
    const turned = LINES.toReversed();
    for (const [index, line] of turned.entries()) {
      const set = await cli.run(['set', name(index), '-p', 'shop', '-e', 'staging'], { input: `${line}\r\n` });
      expect(set.stderr).not.toContain(line.trim());
    }
    expect(await all()).toEqual(turned);
  });

  it.each([
    ['every byte there is', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
    ['no text, with a line end', Buffer.from([0xff, 0xfe, 0x41, 0x0a])],
    ['NULs and line ends', Buffer.from('a\0b\n')],
    ['several lines', Buffer.from('first\nsecond\n')],
    ['several lines of Windows', Buffer.from('first\r\nsecond\r\n')],
    ['one line of JSON that is a file', Buffer.from('{"type":"service_account","private_key":"made up","a":1}\n')],
  ])('of %s comes back byte for byte', async (what, bytes) => {
    const name = what.toUpperCase().replaceAll(/\W/g, '_');
    const added = await cli.run(['add', name, ...DEV], { input: bytes });
    expect(added).toMatchObject({ status: 0, stdout: '' });
    expect(got(name).equals(bytes)).toBe(true);
  });

  it('goes from one key to another, whatever it ends with', async () => {
    await cli.run(['add', 'FROM', ...DEV, '--verbatim'], { input: 'made up, with line ends\r\n\n' });
    await cli.run(['add', 'TO', ...DEV, '--verbatim'], { input: got('FROM', '-n') });
    expect(got('TO', '-n').toString()).toBe('made up, with line ends\r\n\n');
  });

  it('that is only a line end is none', async () => {
    expect(await cli.run(['add', 'NOTHING', ...DEV], { input: '\n' })).toMatchObject({ status: 5 });
    expect((await cli.run(['get', 'NOTHING', ...DEV])).status).toBe(4);
  });

  const HAS_SSH = spawnSync('ssh-keygen', ['-?']).error === undefined;
  it('that is an SSH key is one that ssh takes, from a pipe and from a file', async ({ skip }) => {
    skip(!HAS_SSH, 'needs ssh-keygen');
    const file = join(cli.root, 'id');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'made up', '-f', file]);
    const key = readFileSync(file);
    await cli.run(['add', 'SSH_PIPED', ...DEV], { input: key });
    await cli.run(['add', 'SSH_FILE', ...DEV, '--kind', 'secret', '--file', file]);
    for (const name of ['SSH_PIPED', 'SSH_FILE']) {
      expect(got(name).equals(key)).toBe(true);
      const out = join(cli.root, name);
      writeFileSync(out, got(name));
      chmodSync(out, 0o600);
      expect(execFileSync('ssh-keygen', ['-y', '-f', out], { encoding: 'utf8' })).toContain('ssh-ed25519');
    }
  });
});

describe('a version', () => {
  it('is had by its number, a retired one included, and the use is logged', async () => {
    await cli.run(['add', 'OLD', ...DEV], { input: 'made-up-1' });
    await cli.run(['set', 'OLD', ...DEV], { input: 'made-up-2' });
    await cli.run(['set', 'OLD', ...DEV], { input: 'made-up-3' });
    expect((await cli.run(['show', 'OLD', ...DEV])).stdout).toContain('1  retired');
    expect(got('OLD', '--version', '1').toString()).toBe('made-up-1\n');
    expect(got('OLD', '--version', '3').toString()).toBe('made-up-3\n');
    expect((await cli.run(['activity', '--limit', '2'])).stdout).toContain('version 1');
    const none = await cli.run(['get', 'OLD', ...DEV, '--version', '4']);
    expect(none).toMatchObject({ status: 4, stdout: '' });
    expect(none.stderr).toContain('keyrail show OLD');
    for (const wrong of ['0', '-1', '1.0', 'newest', '']) {
      expect((await cli.run(['get', 'OLD', ...DEV, `--version=${wrong}`])).status).toBe(2);
    }
    await cli.run(['set', 'OLD', ...DEV, '--discard-previous'], { input: 'made-up-4' });
    expect((await cli.run(['get', 'OLD', ...DEV, '--version', '3'])).stderr).toContain('discarded');
  });
});

describe('--create', () => {
  const projects = async (): Promise<string[]> =>
    JSON.parse((await cli.run(['projects', '--json'])).stdout).projects.map(({ name }: { name: string }) => name);

  it('makes a place only together with what goes into it', async () => {
    const NEW = ['-p', 'fresh', '-e', 'preview', '--create'];
    writeFileSync(join(cli.root, 'broken.env'), 'GOOD=made-up-a1b2c3d4\nthis is no line\n');
    writeFileSync(join(cli.root, 'good.env'), 'GOOD_TOKEN=made-up-a1b2c3d4e5f6\n');
    expect((await cli.run(['import', 'broken.env', ...NEW])).status).toBe(5);
    expect((await cli.run(['add', 'EMPTY', ...NEW], { input: '' })).status).toBe(5);
    expect((await cli.run(['add', 'NO_FILE', ...NEW, '--file', 'missing'])).status).toBe(4);
    expect((await cli.run(['add', 'BINARY', ...NEW, '--kind', 'secret'], { input: Buffer.from([255]) })).status).toBe(
      5,
    );
    const would = await cli.run(['import', 'good.env', ...NEW, '--dry-run', '--json']);
    expect(JSON.parse(would.stdout).new.names).toEqual(['GOOD_TOKEN']);
    expect(await projects()).toEqual(['shop']);

    expect((await cli.run(['import', 'good.env', ...NEW])).status).toBe(0);
    expect(
      (await cli.run(['add', 'LATER', '-p', 'fresh', '-e', 'extra', '--create'], { input: 'made-up' })).status,
    ).toBe(0);
    expect(await projects()).toEqual(['shop', 'fresh']);
    expect((await cli.run(['get', 'GOOD_TOKEN', '-p', 'fresh', '-e', 'preview'])).stdout).toBe(
      'made-up-a1b2c3d4e5f6\n',
    );
    expect((await cli.run(['activity', '--verify'])).status).toBe(0);
  });
});
