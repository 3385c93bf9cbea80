import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareOrders, nameOrder } from '#shared/domain/name-order.ts';
import { CliSandbox, PASSPHRASE } from './testing/run-cli.ts';

/** One session from the first command on, each step on what the ones before left. */
const cli = new CliSandbox();
afterAll(() => cli.remove());

/** Made up. */
const canary = (index: number): string => `canary-value-${index}-Zq8Lw3Rt`;
const PLACE = ['-p', 'CanaryProject', '-e', 'development'];

const dotenv = Array.from({ length: 200 }, (_, index) =>
  index % 50 === 7 ? `# a comment\nPLAIN_${index}=${index}` : `CANARY_KEY_${index}="${canary(index)}"`,
).join('\n');

beforeAll(() => writeFileSync(join(cli.root, '.env'), dotenv));

describe('a session', () => {
  it('makes a vault', async () => {
    const { status, stdout } = await cli.run(['init', '--unlock', 'passphrase', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      vaultId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      recoveryCode: expect.stringMatching(/^(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}$/),
    });
    expect(await cli.run(['init'])).toMatchObject({ status: 5, stdout: '' });
  });

  it('says how to create a project that is not there, and imports into it', async () => {
    const refused = await cli.run(['import', '.env', ...PLACE]);
    expect(refused).toMatchObject({ status: 4, stdout: '' });
    expect(refused.stderr).toContain('keyrail projects add CanaryProject');
    expect((await cli.run(['projects', 'add', 'CanaryProject'])).status).toBe(0);

    const dry = JSON.parse((await cli.run(['import', '.env', ...PLACE, '--dry-run', '--json'])).stdout);
    expect(dry).toMatchObject({
      new: { count: 196 },
      changed: { count: 0 },
      same: { count: 0 },
      skipped: { count: 4 },
    });
    const done = JSON.parse((await cli.run(['import', '.env', ...PLACE, '--json'])).stdout);
    expect(done).toEqual(dry);
    expect(done.skipped.names).toEqual(['PLAIN_7', 'PLAIN_57', 'PLAIN_107', 'PLAIN_157']);
    const again = JSON.parse((await cli.run(['import', '.env', ...PLACE, '--json'])).stdout);
    expect(again).toMatchObject({ new: { count: 0, names: [] }, same: { count: 196 } });
  });

  it('lists, without a value', async () => {
    const { status, stdout } = await cli.run(['list', '--json']);
    expect(status).toBe(0);
    const { keys } = JSON.parse(stdout);
    expect(keys).toHaveLength(196);
    expect(Object.keys(keys[0])).toEqual([
      ...['id', 'name', 'project', 'environment', 'provider', 'kind', 'status', 'prefix', 'scopes'],
      ...['createdAt', 'expiresAt', 'rotateEvery', 'lastUsedAt', 'versions', 'updatedAt'],
    ]);
    expect(keys[0]).toMatchObject({
      name: 'CANARY_KEY_0',
      project: 'CanaryProject',
      environment: 'development',
      versions: 1,
    });
    expect(stdout).not.toContain(canary(0));
    const names = keys.map(({ name }: { name: string }) => name);
    expect(names).toEqual([...names].sort((a, b) => compareOrders(nameOrder(a), nameOrder(b))));
  });

  it('gets, sets, and gets the previous value', async () => {
    expect(await cli.run(['get', 'CANARY_KEY_3', ...PLACE])).toMatchObject({
      status: 0,
      stdout: `${canary(3)}\n`,
      stderr: '',
    });
    expect((await cli.run(['set', 'CANARY_KEY_3', ...PLACE], { input: 'canary-value-new\n' })).status).toBe(0);
    expect((await cli.run(['get', 'CANARY_KEY_3', ...PLACE, '--no-newline'])).stdout).toBe('canary-value-new');
    expect((await cli.run(['get', 'CANARY_KEY_3', ...PLACE, '--version', 'previous'])).stdout).toBe(`${canary(3)}\n`);
    expect(await cli.run(['get', 'CANARY_KEY_4', ...PLACE, '--version', 'previous'])).toMatchObject({
      status: 4,
      stdout: '',
    });
  });

  it('runs a program with the keys and without the passphrase', async () => {
    const script =
      'process.stdout.write(JSON.stringify([process.env.CANARY_KEY_4, process.env.KEYRAIL_PASSPHRASE ?? null]))';
    const ended = await cli.run(['run', ...PLACE, '--', process.execPath, '-e', script]);
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toEqual([canary(4), null]);
  });

  it('asks windows to lock', async () => {
    const { status, stderr } = await cli.run(['lock']);
    expect(status).toBe(0);
    expect(stderr).toContain('keeps nothing unlocked');
    const first = readFileSync(join(cli.home, 'lock-request'), 'utf8');
    await cli.run(['lock']);
    expect(readFileSync(join(cli.home, 'lock-request'), 'utf8')).not.toBe(first);
  });

  it('proves what happened, and takes the newest change back', async () => {
    const { entries } = JSON.parse((await cli.run(['activity', '--json', '--limit', '3'])).stdout);
    expect(entries[0]).toMatchObject({ what: 'ran', by: 'cli', subject: 'development' });
    expect(await cli.run(['activity', '--verify'])).toMatchObject({ status: 0 });
    expect((await cli.run(['undo'])).stderr).toContain('Set a new value for CANARY_KEY_3');
    expect((await cli.run(['get', 'CANARY_KEY_3', ...PLACE])).stdout).toBe(`${canary(3)}\n`);
  });

  it('leaves nothing in the clear on disk', () => {
    const files = readdirSync(cli.home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('vault.json');
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name)).toString('latin1');
      for (const canary of ['canary-value', 'CANARY_KEY', 'CanaryProject', PASSPHRASE, 'SQLite format']) {
        expect(content.includes(canary), `${canary} in ${file.name}`).toBe(false);
      }
    }
  });
});
