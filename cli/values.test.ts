import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];

beforeAll(async () => {
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
});
afterAll(() => cli.remove());

async function kept(name: string): Promise<string> {
  return (await cli.run(['get', name, ...DEV, '--no-newline'])).stdout;
}

describe('a value on its way in', () => {
  // Values made up.
  it.each([
    ['loses one newline', 'NEWLINE', ['made-up-1\n'], 'made-up-1'],
    [
      'loses what copying left around it where that is asked for',
      'PASTED',
      ['export PASTED="Bearer made-up-2"\n', '--clean'],
      'made-up-2',
    ],
    ['stays as it is where that is asked for', 'VERBATIM', ['"made-up-3"\n', '--verbatim'], '"made-up-3"\n'],
    [
      'keeps its lines',
      'LINES',
      ['-----BEGIN MADE UP-----\nabc\n-----END MADE UP-----\n', '--verbatim'],
      '-----BEGIN MADE UP-----\nabc\n-----END MADE UP-----\n',
    ],
    ['can have 1 MiB', 'LARGE', ['x'.repeat(1_048_576)], 'x'.repeat(1_048_576)],
    ['can be Unicode', 'UNICODE', ['pässwörd-数据-made-up\n'], 'pässwörd-数据-made-up'],
  ])('%s', async (_what, name, [input = '', ...options], expected) => {
    const added = await cli.run(['add', name, ...DEV, ...options], { input });
    expect(added).toMatchObject({ status: 0, stdout: '' });
    expect(added.stderr).not.toContain('made-up');
    expect(await kept(name)).toBe(expected);
  });

  it('says what was taken off, or what stands around a value that is kept', async () => {
    const input = "'made-up-quoted'\n";
    const cleaned = await cli.run(['add', 'CLEANED', ...DEV, '--clean'], { input });
    expect(cleaned.stderr).toContain('Taken off around the value: quotes.');
    const added = await cli.run(['add', 'QUOTED', ...DEV], { input });
    expect(added.stderr).toContain('kept as it came');
    expect(added.stderr).toContain('quotes');
    expect(await kept('QUOTED')).toBe("'made-up-quoted'");
    expect((await cli.run(['add', 'BOTH', ...DEV, '--clean', '--verbatim'], { input })).status).toBe(2);
  });

  it('comes from a file byte for byte', async () => {
    const bytes = Buffer.from([0, 1, 2, 254, 255, 10]);
    writeFileSync(join(cli.root, 'key.bin'), bytes);
    const added = await cli.run(['add', 'BINARY', ...DEV, '--file', 'key.bin', '--json']);
    expect(JSON.parse(added.stdout)).toMatchObject({ name: 'BINARY', kind: 'file', identifier: 'key.bin', prefix: '' });
    const [program, ...typed] = cli.command(['get', 'BINARY', ...DEV]);
    const { execFileSync } = await import('node:child_process');
    expect(execFileSync(program, typed, { env: cli.env(), cwd: cli.directory }).equals(bytes)).toBe(true);
    expect((await cli.run(['run', ...DEV, '--', 'true'])).status).toBe(5);
    expect((await cli.run(['add', 'BINARY_TEXT', ...DEV, '--kind', 'secret', '--file', 'key.bin'])).status).toBe(5);
  });

  it('can replace another, which goes for good where that is asked for', async () => {
    await cli.run(['add', 'ROTATED', ...DEV, '--expires', '2030-01-31'], { input: 'made-up-old' });
    const same = await cli.run(['set', 'ROTATED', ...DEV], { input: 'made-up-old' });
    expect(same.stderr).toContain('has that value already');
    const set = await cli.run(['set', 'ROTATED', ...DEV, '--discard-previous', '--json'], { input: 'made-up-new' });
    expect(JSON.parse(set.stdout)).toMatchObject({ versions: 2, expiresAt: null });
    expect((await cli.run(['get', 'ROTATED', ...DEV, '--version', 'previous'])).status).toBe(4);
    expect(await kept('ROTATED')).toBe('made-up-new');
  });
});

describe('what is known of a key', () => {
  it('is added, edited, shown, and taken away', async () => {
    const added = await cli.run(
      [
        'add',
        'FACTS',
        ...DEV,
        '--provider',
        'stripe',
        '--kind',
        'token',
        '--expires',
        '2030-12-31',
        '--rotate-every',
        '90d',
      ].concat(['--scope', 'read', '--scope', 'write', '--consumer', 'api', '--note', 'first', '--json']),
      { input: 'made-up-facts' },
    );
    expect(JSON.parse(added.stdout)).toMatchObject({
      ...{ provider: 'stripe', kind: 'token', status: 'active', scopes: ['read', 'write'], rotateEvery: 'P90D' },
      ...{ expiresAt: '2030-12-31T23:59:59.999Z', expiresPrecision: 'day', expiresOrigin: 'typed', consumer: 'api' },
    });
    await cli.run(['edit', 'FACTS', ...DEV, '--tag', 'blue', '--description', 'The billing one', '--clear', 'expires']);
    await cli.run(['edit', 'FACTS', ...DEV, '--status', 'revoked', '--clear', 'scope']);
    const shown = JSON.parse((await cli.run(['show', 'FACTS', ...DEV, '--json'])).stdout);
    expect(shown).toMatchObject({ expiresAt: null, status: 'revoked', scopes: [], tags: ['blue'], notes: 'first' });
    const text = await cli.run(['show', 'FACTS', ...DEV]);
    expect(text.stdout).toContain('The billing one');
    expect(text.stdout).not.toContain('made-up-facts');

    const found = async (...options: string[]): Promise<string[]> => {
      const { keys } = JSON.parse((await cli.run(['list', '--json', ...options])).stdout);
      return keys.map(({ name }: { name: string }) => name);
    };
    expect(await found('--search', 'BILLING')).toEqual(['FACTS']);
    expect(await found('--search', 'blue', '-e', 'development')).toEqual(['FACTS']);
    expect(await found('--provider', 'stripe', '--status', 'revoked')).toEqual(['FACTS']);
    expect(await found('--provider', 'stripe', '--status', 'active')).toEqual([]);
  });

  it('goes along when the key is renamed, moved, archived, removed and restored', async () => {
    await cli.run(['add', 'ROVER', ...DEV], { input: 'made-up-rover' });
    const STAGING = ['-p', 'shop', '-e', 'staging'];
    expect((await cli.run(['rename', 'ROVER', 'RANGER', ...DEV])).status).toBe(0);
    expect((await cli.run(['move', 'RANGER', ...DEV, '--to-env', 'staging'])).status).toBe(0);
    expect((await cli.run(['get', 'RANGER', ...STAGING])).stdout).toBe('made-up-rover\n');
    expect((await cli.run(['archive', 'RANGER', ...STAGING])).status).toBe(0);
    expect(JSON.parse((await cli.run(['list', '--archived', '--json'])).stdout).keys).toHaveLength(1);
    expect((await cli.run(['restore', 'RANGER', ...STAGING])).status).toBe(0);
    expect((await cli.run(['restore', 'RANGER', ...STAGING])).status).toBe(5);
    expect((await cli.run(['remove', 'RANGER', ...STAGING, '--yes'])).status).toBe(0);
    expect((await cli.run(['get', 'RANGER', ...STAGING])).status).toBe(4);
    expect((await cli.run(['restore', 'RANGER', ...STAGING])).status).toBe(0);
    expect((await cli.run(['get', 'RANGER', ...STAGING])).stdout).toBe('made-up-rover\n');
    await cli.run(['remove', 'RANGER', ...STAGING, '-y']);
    expect((await cli.run(['remove', 'RANGER', ...STAGING, '--forever', '-y'])).status).toBe(0);
    expect((await cli.run(['restore', 'RANGER', ...STAGING])).status).toBe(4);
  });
});

describe('places', () => {
  it('come from .keyrail.json where no option names them', async () => {
    const folder = join(cli.root, 'work', 'deep');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(cli.root, 'work', '.keyrail.json'), '{"project": "shop", "environment": "staging"}');
    await cli.run(['add', 'HERE'], { input: 'made-up-here', directory: folder });
    expect((await cli.run(['get', 'HERE', '-p', 'shop', '-e', 'staging'])).stdout).toBe('made-up-here\n');
    expect((await cli.run(['get', 'HERE', '-e', 'development'], { directory: folder })).status).toBe(4);
    await cli.run(['projects', 'add', 'other']);
    expect((await cli.run(['get', 'HERE', '-p', 'other'], { directory: folder })).status).toBe(2);
  });

  it('are listed, added, ordered, coloured, protected and removed', async () => {
    expect((await cli.run(['envs', 'add', 'preview', '-p', 'shop', '--colour', '7'])).status).toBe(0);
    expect((await cli.run(['envs', 'reorder', 'preview', '-p', 'shop'])).status).toBe(0);
    expect((await cli.run(['envs', 'protect', 'preview', '-p', 'shop'])).status).toBe(0);
    const { environments } = JSON.parse((await cli.run(['envs', '-p', 'shop', '--json'])).stdout);
    expect(environments[0]).toMatchObject({ name: 'preview', project: 'shop', colour: 7, protected: true, keys: 0 });
    expect((await cli.run(['envs', 'remove', 'preview', '-p', 'shop', '--yes'])).status).toBe(0);
    expect((await cli.run(['envs', 'remove', 'development', '-p', 'shop', '--yes'])).status).toBe(5);
    expect((await cli.run(['projects', 'rename', 'other', 'another'])).status).toBe(0);
    expect((await cli.run(['projects', 'reorder', 'another', 'shop'])).status).toBe(0);
    const { projects } = JSON.parse((await cli.run(['projects', '--json'])).stdout);
    expect(projects.map(({ name }: { name: string }) => name)).toEqual(['another', 'shop']);
  });
});

describe('completion', () => {
  it('knows names, and is silent where the vault does not open', async () => {
    const words = ['__complete', '--', 'get', '-p', 'sho'];
    expect(await cli.run(words)).toEqual({ status: 0, signal: null, stdout: 'shop\n', stderr: '' });
    expect(await cli.run(words, { env: { KEYRAIL_PASSPHRASE: undefined } })).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
