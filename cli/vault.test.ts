import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox, PASSPHRASE } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];
/** Made up. */
const SECOND = 'another made-up passphrase';
const THIRD = 'a third made-up passphrase';
let recoveryCode = '';

beforeAll(async () => {
  recoveryCode = (await cli.run(['init'])).stdout.trim();
  await cli.run(['add', 'API_KEY', ...DEV, '--create'], { input: 'made-up-value' });
});
afterAll(() => cli.remove());

const value = (passphrase: string) => cli.run(['get', 'API_KEY', ...DEV], { env: { KEYRAIL_PASSPHRASE: passphrase } });

describe('keyrail vault', () => {
  it('lists how the vault opens, without opening it', async () => {
    const { stdout } = await cli.run(['vault', 'slots', '--json'], { env: { KEYRAIL_PASSPHRASE: undefined } });
    expect(
      JSON.parse(stdout)
        .slots.map(({ kind }: { kind: string }) => kind)
        .sort(),
    ).toEqual(['passphrase', 'recovery']);
    expect((await cli.run(['vault', 'unlock'])).status).toBe(2);
    expect((await cli.run(['vault', 'passphrase', 'on-the-command-line'])).status).toBe(2);
  });

  it('changes the passphrase', async () => {
    expect((await cli.run(['vault', 'passphrase'], { input: 'short\n' })).status).toBe(5);
    expect((await cli.run(['vault', 'passphrase'], { input: `${SECOND}\n` })).status).toBe(0);
    expect((await value(SECOND)).stdout).toBe('made-up-value\n');
    expect((await value(PASSPHRASE)).status).toBe(3);
  });

  it('opens by the recovery code and sets a new passphrase', async () => {
    const mistyped = await cli.run(['vault', 'unlock', '--recovery'], {
      input: `${recoveryCode.slice(0, -1)}\n${THIRD}\n`,
    });
    expect(mistyped.status).toBe(3);
    expect(mistyped.stderr).toContain('typing mistake');
    const recovered = await cli.run(['vault', 'unlock', '--recovery'], { input: `${recoveryCode}\n${THIRD}\n` });
    expect(recovered.status).toBe(0);
    expect((await value(THIRD)).stdout).toBe('made-up-value\n');
  });

  it('replaces the recovery code and the vault key', async () => {
    const env = { KEYRAIL_PASSPHRASE: THIRD };
    const replaced = (await cli.run(['vault', 'recovery-code'], { env })).stdout.trim();
    expect(replaced).not.toBe(recoveryCode);
    const wrong = await cli.run(['vault', 'unlock', '--recovery'], { input: `${recoveryCode}\n${SECOND}\n` });
    expect(wrong.status).toBe(3);
    const { recoveryCode: rotated } = JSON.parse((await cli.run(['vault', 'rekey', '--json'], { env })).stdout);
    expect(rotated).not.toBe(replaced);
    expect((await value(THIRD)).stdout).toBe('made-up-value\n');
    expect((await cli.run(['activity', '--verify'], { env })).status).toBe(0);
  });

  it('makes a backup, never over a file, and puts it in place of a lost vault', async () => {
    const env = { KEYRAIL_PASSPHRASE: THIRD };
    expect((await cli.run(['vault', 'backup', 'b.keyrail-backup'], { env })).status).toBe(0);
    expect((await cli.run(['vault', 'backup', 'b.keyrail-backup'], { env })).status).toBe(5);
    expect((await cli.run(['vault', 'restore', 'b.keyrail-backup'], { env })).status).toBe(5);
    rmSync(cli.home, { recursive: true });
    expect((await cli.run(['vault', 'restore', join(import.meta.dirname, 'main.ts')], { env })).status).toBe(5);
    expect((await cli.run(['vault', 'restore', 'b.keyrail-backup'], { env })).status).toBe(0);
    expect((await value(THIRD)).stdout).toBe('made-up-value\n');
  });
});
