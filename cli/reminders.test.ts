import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox, type Ended } from './testing/run-cli.ts';

type Shown = { readonly id: string; readonly kind: string; readonly key: string; readonly snoozedUntil: string | null };

const cli = new CliSandbox();
const PROD = ['-p', 'shop', '-e', 'production'];

beforeAll(async () => {
  expect((await cli.run(['init'])).status).toBe(0);
  // Made up; the same ones in every run.
  const add = async (name: string, ...fields: string[]): Promise<void> => {
    const ended = await cli.run(['add', name, '-p', 'shop', ...fields, '--create'], {
      input: `made-up-value-of-${name}`,
    });
    expect(ended).toMatchObject({ status: 0 });
  };
  await add('SOON', '-e', 'production', '--expires', '5d');
  await add('OLD', '-e', 'staging', '--expires', '2020-02-29');
  await add('FAR', '-e', 'development', '--expires', '9999-12-31');
});
afterAll(() => cli.remove());

const listed = async (...options: string[]): Promise<Shown[]> => {
  const ended = await cli.run(['reminders', '--json', ...options]);
  expect(ended.status).toBe(0);
  return (JSON.parse(ended.stdout) as { reminders: Shown[] }).reminders;
};
const shown = async (...options: string[]): Promise<string[]> =>
  (await listed(...options)).map(({ kind, key }) => `${kind} ${key}`);
const run = (typed: string): Promise<Ended> => cli.run(typed.split(' '));

describe('keyrail reminders', () => {
  it('lists what is due, at any day, with everything that a script needs', async () => {
    const [first, second] = await listed();
    expect(first).toEqual({
      id: expect.stringMatching(/^expired:[0-9a-f-]{36}$/),
      kind: 'expired',
      key: 'OLD',
      project: 'shop',
      environment: 'staging',
      dueAt: '2020-02-29T23:59:59.999Z',
      firesAt: expect.stringMatching(/^2020-03-01T/),
      origin: 'typed',
      action: 'rotate',
      snoozedUntil: null,
    });
    expect(second).toMatchObject({ kind: 'expires', key: 'SOON' });
    expect(await shown('--at', '9999-12-31')).toContain('expired SOON');
    expect(await shown('--at', '2020-02-10')).toContain('expires OLD');
    expect(await shown('-e', 'production', '--at', '20d')).toEqual(['expired SOON']);
    expect(await shown('--within', '13mo')).toContain('rotate FAR');
  });

  it.each([
    ['reminders -e production --fail-on due', 0],
    ['reminders -e production --within 6d --fail-on due', 8],
    ['reminders --fail-on expired', 8],
    ['reminders -e development --fail-on expired', 0],
    ['reminders --fail-on rubbish', 2],
    ['reminders --no-names', 2],
    ['reminders --ics - --json', 2],
    ['reminders --at 2027-02-29', 5],
    ['reminders --at 10000-01-01', 5],
    ['reminders --within 0d', 5],
    ['reminders --within 1000y', 5],
    ['reminders -e nowhere', 4],
    ['reminders -p nowhere', 4],
    ['timeline --for 0d', 5],
    ['timeline --for 1000y', 5],
    ['timeline --for 11y', 5],
    ['snooze nonsense 7d', 4],
    ['snooze expire 7d', 5],
    ['snooze expires: 0d', 5],
    ['snooze expires: 1000y', 5],
    ['snooze expires: 2020-01-01', 5],
    ['snooze expires:', 2],
    ['snooze expires: 7d --end', 2],
    ['policy show NOT_THERE -p shop -e production', 4],
    ['policy set --provider zzz --rotate-every 30d', 4],
    ['policy set --provider npm --rotate-every 30d', 0],
    ['policy set --all --rotate-every 0d', 5],
    ['policy set --all --rotate-every 1000y', 5],
    ['policy set --all --warn-ahead 367', 5],
    ['policy set --all --days-off mon,tue,wed,thu,fri,sat,sun', 5],
    ['policy set --all --quiet-hours 09:00-09:00', 5],
    ['policy set --all', 2],
    ['policy show --all --rotate-every 90d', 2],
  ])('%s ends with %i', async (typed, status) => {
    const ended = await run(typed);
    expect(ended.status).toBe(status);
    if (status !== 0 && status !== 8) expect(ended.stderr).not.toBe('');
    expect(ended.stderr).not.toMatch(/unexpected|went wrong/);
  });

  it('writes a calendar to a file, into a folder, and to its output', async () => {
    const folder = join(cli.root, 'calendar');
    mkdirSync(folder);
    expect(await cli.run(['reminders', '--ics', join(cli.root, 'keyrail.ics')])).toMatchObject({ status: 0 });
    expect(readFileSync(join(cli.root, 'keyrail.ics'), 'utf8')).toContain('SUMMARY:SOON (production) expires');
    expect(await cli.run(['reminders', '--ics', folder])).toMatchObject({ status: 0 });
    expect(readdirSync(folder).length).toBeGreaterThan(2);
    const printed = await run('reminders --ics - --no-names');
    expect(printed.stdout).toContain('SUMMARY:A key expires');
    expect(printed.stdout).not.toMatch(/SOON|shop|production/);
    expect((await cli.run(['reminders', '--ics', join(folder, 'not', 'there.ics')])).status).toBe(4);
  });
});

describe('keyrail snooze', () => {
  it('puts off, dismisses, ends, and is taken back', async () => {
    const open = async (): Promise<string[]> =>
      (await listed()).filter(({ snoozedUntil }) => snoozedUntil === null).map(({ key }) => key);
    expect(await run('snooze expires: 7d')).toMatchObject({ status: 0 });
    expect(await open()).toEqual(['OLD']);
    expect(await run('undo')).toMatchObject({ status: 0 });
    expect(await open()).toEqual(['OLD', 'SOON']);
    expect(await run('snooze expired: --dismiss unused')).toMatchObject({ status: 0 });
    expect(await open()).toEqual(['SOON']);
    expect(await run('snooze expired: --end')).toMatchObject({ status: 0 });
    expect(await open()).toEqual(['OLD', 'SOON']);
  });

  it('ends in peace where the policy of what is snoozed is taken away', async () => {
    const policy = ['policy', 'set', 'SOON', ...PROD];
    expect(await cli.run([...policy, '--rotate-every', '3d'])).toMatchObject({ status: 0 });
    const id = (await listed()).find(({ kind }) => kind === 'rotate')?.id ?? '';
    expect(await cli.run(['snooze', id, '2d'])).toMatchObject({ status: 0 });
    expect(await cli.run([...policy, '--rotate-every', 'never'])).toMatchObject({ status: 0 });
    expect(await shown()).not.toContain('rotate SOON');
    expect(await cli.run(['snooze', id, '--end'])).toMatchObject({ status: 4 });
    expect(await cli.run([...policy, '--rotate-every', '3d'])).toMatchObject({ status: 0 });
    expect((await listed()).find(({ kind }) => kind === 'rotate')?.snoozedUntil).not.toBeNull();
    expect((await run('doctor')).status).toBe(0);
  });
});
