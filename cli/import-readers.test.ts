import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_TERMINAL, onTerminal } from './testing/on-terminal.ts';
import { CliSandbox, PASSPHRASE } from './testing/run-cli.ts';

const cli = new CliSandbox();
const PLACE = ['-p', 'shop', '-e', 'development'];
// Every value is made up.
const FILE = 'WIN_SECRET="C:\\\\new\\\\tmp-madeup"\nHASH_SECRET=madeup#behind\nPLAIN_TOKEN=madeup-plain\nPORT=80\n';

beforeAll(async () => {
  writeFileSync(join(cli.root, 'app.env'), FILE);
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
});
afterAll(() => cli.remove());

const names = async () => JSON.parse((await cli.run(['list', '--json'])).stdout) as { keys: unknown[] };
const valueIn = async (name: string) => (await cli.run(['get', name, ...PLACE, '--no-newline'])).stdout;

describe('an import of values that programs read differently', () => {
  it('is refused where nobody can be asked, and names them and the option', async () => {
    for (const more of [[], ['--yes'], ['--json']]) {
      const refused = await cli.run(['import', 'app.env', ...PLACE, ...more]);
      expect(refused).toMatchObject({ status: 5, stdout: '' });
      expect(refused.stderr).toContain('WIN_SECRET, HASH_SECRET');
      expect(refused.stderr).toContain('--reader');
      expect(refused.stderr).not.toContain('madeup');
    }
    expect(await names()).toMatchObject({ keys: [] });
  });

  it('says in a dry run what each program reads, and no value', async () => {
    const { status, stderr, stdout } = await cli.run(['import', 'app.env', ...PLACE, '--dry-run']);
    expect(status).toBe(0);
    expect(stderr).toContain('bash, Docker Compose, python-dotenv, godotenv: 17 characters');
    expect(stderr).toContain('dotenv (Node.js): 6 characters, up to the “#”');
    expect(stderr + stdout).not.toContain('tmp-madeup');
  });

  it('takes what the named program reads', async () => {
    expect(await cli.run(['import', 'app.env', ...PLACE, '--reader', 'compose'])).toMatchObject({ status: 0 });
    expect(await valueIn('WIN_SECRET')).toBe('C:\\new\\tmp-madeup');
    expect(await valueIn('HASH_SECRET')).toBe('madeup#behind');
    expect(await cli.run(['import', 'app.env', ...PLACE, '--reader', 'dotenv'])).toMatchObject({ status: 0 });
    expect(await valueIn('HASH_SECRET')).toBe('madeup');
    expect(await cli.run(['import', 'app.env', ...PLACE, '--reader', 'docker'])).toMatchObject({ status: 0 });
    expect(await valueIn('WIN_SECRET')).toBe('"C:\\\\new\\\\tmp-madeup"');
    const unknown = await cli.run(['import', 'app.env', ...PLACE, '--reader', 'nobody']);
    expect(unknown.stderr).toContain(
      '--reader is one of: most, dotenv, bash, compose, python-dotenv, godotenv, docker.',
    );
  });

  it.skipIf(!HAS_TERMINAL)('asks on a terminal', async () => {
    const { status, screen } = await onTerminal(
      cli,
      ['import', 'app.env', '-p', 'shop', '-e', 'staging'],
      [
        ['[most]: ', 'nobody\r'],
        ['[most]: ', 'bash\r'],
        ['[y/N] ', 'y\r'],
      ],
      { KEYRAIL_PASSPHRASE: PASSPHRASE },
    );
    expect(screen).toContain('Programs read these values differently:');
    expect(status).toBe(0);
    const got = await cli.run(['get', 'HASH_SECRET', '-p', 'shop', '-e', 'staging', '--no-newline']);
    expect(got.stdout).toBe('madeup#behind');
  });
});

describe('an import into a place that is to be made', () => {
  it.each([
    ['a line cannot be read', 'B="never closed\n', []],
    ['programs disagree', FILE, []],
    ['nothing is in it', '# only a comment\n', []],
    ['the name of the environment cannot be', 'A_TOKEN=madeup-1\n', ['-e', ' x']],
    ['it is only looked at', 'A_TOKEN=madeup-1\n', ['--dry-run']],
  ])('leaves no project behind where %s', async (_why, input, more) => {
    const before = (await cli.run(['projects', '--json'])).stdout;
    await cli.run(['import', '-', '-p', 'left-behind', '-e', 'staging', '--create', ...more], { input });
    expect((await cli.run(['projects', '--json'])).stdout).toBe(before);
  });

  it('makes both together with the keys', async () => {
    const made = await cli.run(['import', '-', '-p', 'made', '-e', 'edge', '--create'], {
      input: 'A_TOKEN=madeup-1\n',
    });
    expect(made).toMatchObject({ status: 0 });
    expect((await cli.run(['get', 'A_TOKEN', '-p', 'made', '-e', 'edge', '--no-newline'])).stdout).toBe('madeup-1');
  });
});

describe('another tool’s values', () => {
  it('are left out and named, and taken in as they stand only where that is asked for', async () => {
    const input = 'REF_TOKEN=op://Dev/shop/credential\nOWN_TOKEN=madeup-own\n';
    const done = await cli.run(['import', '-', ...PLACE], { input });
    expect(done.stderr).toContain('Left out as kept or sealed by another tool: REF_TOKEN. --include-references');
    expect((await cli.run(['get', 'REF_TOKEN', ...PLACE])).status).not.toBe(0);
    await cli.run(['import', '-', ...PLACE, '--include-references'], { input });
    expect(await valueIn('REF_TOKEN')).toBe('op://Dev/shop/credential');
  });
});
