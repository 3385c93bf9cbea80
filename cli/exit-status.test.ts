import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];
const PROD = ['-p', 'shop', '-e', 'production'];
/** Made up. */
const VALUE = 'made-up-value-Xk29';

beforeAll(async () => {
  expect((await cli.run(['init'])).status).toBe(0);
  expect((await cli.run(['add', 'API_KEY', ...DEV, '--create'], { input: VALUE })).status).toBe(0);
  expect((await cli.run(['add', 'LIVE_KEY', ...PROD], { input: VALUE })).status).toBe(0);
  expect((await cli.run(['add', 'with space', '-p', 'shop', '-e', 'staging'], { input: 'made-up' })).status).toBe(0);
});
afterAll(() => cli.remove());

describe('2, wrong usage', () => {
  it.each([
    [[]],
    [['frobnicate']],
    [['get']],
    [['get', 'A', 'B', ...DEV]],
    [['get', 'A', '--nonsense', ...DEV]],
    [['get', 'A', ...DEV, '--version', 'oldest']],
    [['get', 'API_KEY']],
    [['list', '--status', 'nonsense']],
    [['edit', 'API_KEY', ...DEV]],
    [['init', '--unlock', 'magic']],
    [['completion', 'tcsh']],
  ])('%j', async (typed) => {
    const ended = await cli.run(typed);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).not.toBe('');
  });

  it('refuses a value on the command line without repeating it', async () => {
    for (const typed of [
      ['add', 'NEW_KEY', 'sk_live_MADEUP', ...DEV],
      ['set', 'API_KEY', 'sk_live_MADEUP', ...DEV],
      ['sk_live_MADEUP'],
    ]) {
      const ended = await cli.run(typed);
      expect(ended.status).toBe(2);
      expect(ended.stderr).not.toContain('MADEUP');
    }
    const assigned = await cli.run(['add', 'NEW_KEY=sk_live_MADEUP', ...DEV]);
    expect(assigned.status).toBe(5);
    expect(assigned.stderr).not.toContain('MADEUP');
    expect(assigned.stderr).toContain('replace it at its provider');
  });
});

describe('3, cannot unlock', () => {
  it('says which passphrase was wrong, and what to do without one', async () => {
    const other = new CliSandbox();
    try {
      await other.run(['init']);
      const wrong = await other.run(['list'], { env: { KEYRAIL_PASSPHRASE: 'not the made-up one' } });
      expect(wrong).toMatchObject({ status: 3, stdout: '' });
      expect(wrong.stderr).toContain('not the passphrase');
      expect(wrong.stderr).not.toContain('made-up');
      const none = await other.run(['list'], { env: { KEYRAIL_PASSPHRASE: undefined } });
      expect(none).toMatchObject({ status: 3, stdout: '' });
      expect(none.stderr).toContain('KEYRAIL_PASSPHRASE');
    } finally {
      other.remove();
    }
  });
});

describe('4, not found', () => {
  it.each([
    [['get', 'NO_KEY', ...DEV], 'no key named'],
    [['get', 'API_KEY', '-p', 'nowhere', '-e', 'development'], 'keyrail projects add nowhere'],
    [['get', 'API_KEY', '-p', 'shop', '-e', 'moon'], 'keyrail envs add moon -p shop'],
    [['add', 'X', '-p', 'shop', '-e', 'moon'], 'keyrail envs add moon -p shop'],
    [['list', '-p', 'nowhere'], 'no project'],
    [['run', ...DEV, '--only', 'API_KEY,NO_KEY', '--', 'true'], 'NO_KEY'],
    [['import', 'no-such-file.env', ...DEV], 'no such file'],
  ])('%j', async (typed, message) => {
    const ended = await cli.run(typed);
    expect(ended).toMatchObject({ status: 4, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  it('no vault', async () => {
    const ended = await cli.run(['list'], { env: { KEYRAIL_HOME: join(cli.root, 'empty') } });
    expect(ended.status).toBe(4);
    expect(ended.stderr).toContain('keyrail init');
  });
});

describe('5, conflict or invalid input', () => {
  it.each([
    ['an empty value', ['add', 'E', ...DEV], ''],
    ['a NUL byte in a text', ['add', 'N', ...DEV, '--kind', 'secret'], 'made\0up'],
    ['more than 1 MiB', ['add', 'L', ...DEV], 'x'.repeat(1_048_577)],
    ['a taken name', ['add', 'API_KEY', ...DEV], 'x1234'],
    ['a control character', ['add', 'A\u0007B', ...DEV], 'x1234'],
    ['a name of 10,000 characters', ['add', 'A'.repeat(10_000), ...DEV], 'x1234'],
    ['no such day', ['add', 'D', ...DEV, '--expires', '2026-02-30'], 'x1234'],
    ['an ambiguous duration', ['edit', 'API_KEY', ...DEV, '--rotate-every', '3m'], ''],
    ['removing without a yes', ['remove', 'API_KEY', ...DEV], ''],
  ])('%s', async (_what, typed, input) => {
    const ended = await cli.run(typed, { input });
    expect(ended).toMatchObject({ status: 5, stdout: '' });
    expect(ended.stderr.length).toBeLessThan(1000);
  });

  it('names the lines of a broken file and imports nothing of it', async () => {
    writeFileSync(join(cli.root, 'broken.env'), 'FINE="made-up-1"\nBROKEN="made-up-2\nALSO=made-up-3\n');
    const ended = await cli.run(['import', 'broken.env', ...DEV]);
    expect(ended).toMatchObject({ status: 5, stdout: '' });
    expect(ended.stderr).toMatch(/line 2/i);
    expect(ended.stderr).not.toContain('made-up');
    expect((await cli.run(['get', 'FINE', ...DEV])).status).toBe(4);
  });

  it('a protected environment without a yes', async () => {
    const uses = [
      ['get', 'LIVE_KEY', ...PROD],
      ['export', ...PROD],
      ['run', ...PROD, '--only', 'LIVE_KEY', '--', process.execPath, '-e', '0'],
    ];
    for (const typed of uses) {
      const refused = await cli.run(typed);
      expect(refused).toMatchObject({ status: 5, stdout: '' });
      expect(refused.stderr).toContain('--yes');
      const allowed = await cli.run([...typed.slice(0, 1), '--yes', ...typed.slice(1)]);
      expect(allowed.status).toBe(0);
    }
  });

  it('names that no shell can have', async () => {
    const ended = await cli.run(['export', '-p', 'shop', '-e', 'staging', '--format', 'shell']);
    expect(ended.status).toBe(5);
    expect(ended.stderr).toContain('with space');
  });

  it('a .keyrail.json with something else in it', async () => {
    const folder = join(cli.root, 'bad');
    mkdirSync(folder);
    writeFileSync(join(folder, '.keyrail.json'), '{"project": "shop", "token": "MADEUP"}');
    const ended = await cli.run(['get', 'API_KEY', '-e', 'development'], { directory: folder });
    expect(ended.status).toBe(5);
    expect(ended.stderr).not.toContain('MADEUP');
  });
});

describe('7, damaged', () => {
  it('a header, a database, a header from a newer version', async () => {
    const other = new CliSandbox();
    try {
      await other.run(['init']);
      const header = join(other.home, 'vault.json');
      const good = readFileSync(header, 'utf8');
      for (const bad of [
        good.slice(0, 100),
        good.replace(/"version": 1/, '"version": 2'),
        good.replace(/"createdAt": \d/, '"createdAt": 9'),
      ]) {
        expect(bad).not.toBe(good);
        writeFileSync(header, bad);
        expect(await other.run(['list'])).toMatchObject({ status: 7, stdout: '' });
        expect(readFileSync(header, 'utf8')).toBe(bad);
      }
      writeFileSync(header, good);
      expect((await other.run(['doctor'], { env: { KEYRAIL_PASSPHRASE: undefined } })).status).toBe(3);
      expect((await other.run(['vault', 'backup', 'whole.keyrail-backup'])).status).toBe(0);
      const whole = readFileSync(join(other.home, 'vault-1.db'));
      const oneBit = Buffer.from(whole);
      oneBit[whole.length - 1000] = (oneBit[whole.length - 1000] ?? 0) ^ 1;
      writeFileSync(join(other.home, 'vault-1.db'), oneBit);
      expect((await other.run(['doctor'])).status).toBe(7);
      writeFileSync(join(other.home, 'vault-1.db'), 'not a database'.repeat(1000));
      expect(await other.run(['list'])).toMatchObject({ status: 7, stdout: '' });
      expect((await other.run(['doctor'])).status).toBe(7);

      const restored = await other.run(['vault', 'restore', 'whole.keyrail-backup']);
      expect(restored).toMatchObject({ status: 0, stderr: expect.stringContaining(join(other.home, 'set-aside')) });
      expect((await other.run(['doctor'])).status).toBe(0);
      const refused = await other.run(['vault', 'restore', 'whole.keyrail-backup']);
      expect(refused).toMatchObject({ status: 5, stderr: expect.stringContaining('--set-aside') });
      expect((await other.run(['vault', 'restore', 'whole.keyrail-backup', '--set-aside'])).status).toBe(0);
      for (const name of ['vault.json', 'vault.json.bak']) rmSync(join(other.home, name));
      expect((await other.run(['init'])).status).toBe(7);
      expect((await other.run(['doctor'])).status).toBe(7);
    } finally {
      other.remove();
    }
  });
});

it('0 for help and version', async () => {
  for (const typed of [['--help'], ['get', '--help'], ['help', 'run'], ['--version']]) {
    const ended = await cli.run(typed);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).not.toBe('');
  }
});
