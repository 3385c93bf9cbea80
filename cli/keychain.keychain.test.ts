import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
afterAll(() => cli.remove());
const DEV = ['-p', 'shop', '-e', 'development'];
/** The session's own keychain and display, which the other tests hide. */
const session = {
  KEYRAIL_PASSPHRASE: undefined,
  DBUS_SESSION_BUS_ADDRESS: process.env['DBUS_SESSION_BUS_ADDRESS'],
  DISPLAY: process.env['DISPLAY'],
};
const HAS_XCLIP = (process.env['DISPLAY'] ?? '') !== '' && spawnSync('xclip', ['-version']).status === 0;

describe('the command line with a keychain', () => {
  it('opens the vault without a question', async () => {
    expect((await cli.run(['init'], { env: session })).status).toBe(0);
    expect(
      (await cli.run(['add', 'API_KEY', ...DEV, '--create'], { env: session, input: 'made-up-value' })).status,
    ).toBe(0);
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: session })).stdout).toBe('made-up-value\n');
    // A passphrase that was meant for another vault does not stand in the way.
    const other = { ...session, KEYRAIL_PASSPHRASE: 'for another vault' };
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: other })).stdout).toBe('made-up-value\n');
  });

  it('needs the passphrase as well where that was asked for', async () => {
    const passphrase = 'made-up passphrase of both';
    const set = await cli.run(['vault', 'passphrase', '--with-keychain'], { env: session, input: `${passphrase}\n` });
    expect(set.status).toBe(0);
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: session })).status).toBe(3);
    const both = { ...session, KEYRAIL_PASSPHRASE: passphrase };
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: both })).stdout).toBe('made-up-value\n');
    expect((await cli.run(['vault', 'keychain'], { env: both })).status).toBe(0);
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: session })).stdout).toBe('made-up-value\n');
  });

  it('copies, and clears only what it copied', async ({ skip }) => {
    skip(!HAS_XCLIP, 'needs xclip and a display');
    const paste = (): string => spawnSync('xclip', ['-selection', 'clipboard', '-out'], { encoding: 'utf8' }).stdout;
    const copied = await cli.run(['copy', 'API_KEY', ...DEV, '--clear-after', '2s'], { env: session });
    expect(copied).toMatchObject({ status: 0, stdout: '' });
    expect(copied.stderr).not.toContain('made-up-value');
    expect(paste()).toBe('made-up-value');
    await expect.poll(paste, { timeout: 20_000, interval: 200 }).toBe('');

    await cli.run(['copy', 'API_KEY', ...DEV, '--clear-after', '1s'], { env: session });
    spawnSync('xclip', ['-selection', 'clipboard', '-in'], {
      input: 'copied by the person',
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(paste()).toBe('copied by the person');
  });
});
