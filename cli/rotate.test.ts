import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GitHubCi, type GitHubRepository, startGitHubCi } from '../tests/simulators/ci/github.ts';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { type GitLab, startGitLab } from '../tests/simulators/providers/gitlab.ts';
import { type Norrix, startNorrix } from '../tests/simulators/seeds/norrix.ts';
import { HAS_TERMINAL, onTerminal } from './testing/on-terminal.ts';
import { CliSandbox, PASSPHRASE } from './testing/run-cli.ts';

const PLACE = ['-p', 'shop', '-e', 'staging'];
const PROD = ['-p', 'shop', '-e', 'production'];

const cli = new CliSandbox();
let github: Simulator<GitHubCi>;
let repository: GitHubRepository;
let gitlab: Simulator<GitLab>;
let norrix: Simulator<Norrix>;
let count = 0;

type RotationJson = {
  id: string;
  status: string;
  mode: string;
  step: number | null;
  steps: { kind: string; state: string; needs: string | null; evidence: string; at: string | null }[];
  left: string[];
};
const json = <T = RotationJson>(text: string): T => JSON.parse(text) as T;
const states = ({ steps }: RotationJson): string[] => steps.map(({ state }) => state);

beforeAll(async () => {
  [github, gitlab, norrix] = await Promise.all([startGitHubCi(), startGitLab(), startNorrix()]);
  repository = github.state.addRepository('acme/web');
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
  const add = ['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'web', '--base-url', github.url];
  expect(await cli.run(add, { input: github.state.addToken().value })).toMatchObject({ status: 0 });
  const connect = ['connections', 'add', 'gitlab', '--base-url', `${gitlab.url}/api/v4`];
  expect(await cli.run(connect, { input: gitlab.state.add('inventory').value })).toMatchObject({ status: 0 });
});
afterAll(async () => {
  const simulators = [github, gitlab, norrix];
  await Promise.all(simulators.map((simulator) => simulator.close()));
  expect(simulators.flatMap(({ bugs }) => bugs)).toEqual([]);
  cli.remove();
});
beforeEach(() => {
  count += 1;
});

/** A key of Norrix in the vault and in CI, and the one that a person makes beside it. */
async function norrixKey(place = PLACE): Promise<{ name: string; old: string; fresh: string }> {
  const name = `NORRIX_${count}`;
  const old = norrix.state.create(`old ${count}`).value;
  const fresh = norrix.state.create(`new ${count}`).value;
  expect(await cli.run(['add', name, ...place, '--provider', 'norrix'], { input: old })).toMatchObject({ status: 0 });
  const push = await cli.run(['ci', 'push', ...place, '--target', 'web', '--key', name, '--yes']);
  expect(push).toMatchObject({ status: 0 });
  return { name, old, fresh };
}

describe('by hand, without a terminal', () => {
  it('says what is next and ends with 9, takes the value from standard input, and comes to its end', async () => {
    const { name, old, fresh } = await norrixKey();
    const begun = await cli.run(['rotate', name, ...PLACE, '--json']);
    expect(begun.status).toBe(9);
    expect(begun.stderr).toContain('click "Create API Key"');
    const { id } = json(begun.stdout);
    expect(begun.stderr).toContain(`keyrail rotate --resume ${id.slice(0, 8)} < VALUE`);
    // Nothing was given, and nothing happened.
    expect((await cli.run(['rotate', '--resume', id])).status).toBe(9);
    expect((await cli.run(['rotate', '--resume', id, '--done'])).status).toBe(5);
    expect((await cli.run(['rotate', '--resume', id], { input: old })).status).toBe(5);

    const given = await cli.run(['rotate', '--resume', id.slice(0, 8), '--json'], { input: `${fresh}\n` });
    expect(given.status).toBe(9);
    expect(states(json(given.stdout)).slice(0, 4)).toEqual(['done', 'done', 'done', 'waiting']);
    expect(repository.actions.opened(name)).toBe(fresh);
    expect((await cli.run(['get', name, ...PLACE])).stdout).toBe(`${fresh}\n`);

    // The check is no document's; the old one is revoked by a person.
    const checked = await cli.run(['rotate', '--resume', name, ...PLACE, '--done']);
    expect(checked).toMatchObject({ status: 9, stdout: '' });
    expect(checked.stderr).toMatch(/revoke the old key/);
    expect(checked.stderr).not.toContain('Create the replacement: done');
    expect((await cli.run(['rotate', '--resume', id, '--skip', 'it ends in a month by itself'])).status).toBe(9);
    const done = await cli.run(['rotate', '--resume', id, '--done', '--json']);
    expect(done.status).toBe(0);
    const rotation = json(done.stdout);
    expect([rotation.status, states(rotation)[4]]).toEqual(['done', 'skipped']);
    expect(rotation.steps[4]?.evidence).toBe('it ends in a month by itself');
    expect(rotation.steps.every(({ at, evidence }) => at !== null && evidence !== '')).toBe(true);
    expect((await cli.run(['rotate', '--resume', id])).status).toBe(5);
    expect((await cli.run(['rotate', '--abort', id])).stderr).toContain('is over');
  });

  it('takes steps back, and says of an aborted one how things stand', async () => {
    const { name, old, fresh } = await norrixKey();
    const { id } = json((await cli.run(['rotate', name, ...PLACE, '--json'], { input: fresh })).stdout);
    const undo = await cli.run(['rotate', '--undo', id]);
    expect(undo).toMatchObject({ status: 5, stdout: '' });
    expect(undo.stderr).toContain('--yes');
    expect((await cli.run(['rotate', '--undo', id, '--yes'])).status).toBe(0);
    expect(repository.actions.opened(name)).toBe(old);
    expect((await cli.run(['rotate', '--undo', id, '--yes'])).status).toBe(0);
    expect((await cli.run(['get', name, ...PLACE])).stdout).toBe(`${old}\n`);
    const aborted = await cli.run(['rotate', '--abort', id, '--yes', '--json']);
    expect(json(aborted.stdout).left).toEqual([
      'A new key was made at Norrix, and the vault does not use it. Delete it there.',
      'The old key was not ended, and still works.',
    ]);
    expect((await cli.run(['rotate', '--status', name, ...PLACE, '--json'])).stdout).toContain('"aborted"');
  });

  it('refuses a second one, a value on the command line, and options that do not go together', async () => {
    const { name } = await norrixKey();
    expect((await cli.run(['rotate', name, ...PLACE])).status).toBe(9);
    const second = await cli.run(['rotate', name, ...PLACE, '--leaked']);
    expect(second).toMatchObject({ status: 5, stdout: '' });
    expect(second.stderr).toContain('is being rotated already');
    const typed = await cli.run(['rotate', name, 'nrx_MADEUP', ...PLACE]);
    expect(typed.status).toBe(2);
    expect(typed.stderr).not.toContain('MADEUP');
    for (const wrong of [['--done'], ['--resume', '--abort'], ['--resume', '--done', '--skip', 'x'], ['--all'], []]) {
      expect((await cli.run(['rotate', ...wrong])).status).toBe(2);
    }
    expect((await cli.run(['rotate', 'NO_SUCH', ...PLACE])).status).toBe(4);
    expect((await cli.run(['rotate', '--status', 'ffffffff', ...PLACE])).status).toBe(4);
    expect((await cli.run(['rotate', '--abort', name, ...PLACE, '--yes'])).status).toBe(0);
    expect((await cli.run(['rotate', '--status'])).stderr).toContain('No rotation is under way');
  });
});

it('rotates by the API where it may, asks before an outage, and knows the new key the next time', async () => {
  const bot = gitlab.state.add('release-bot', { scopes: ['read_api'] });
  await cli.run(['add', 'GITLAB_TOKEN', ...PLACE, '--provider', 'gitlab'], { input: bot.value });
  await cli.run(['ci', 'push', ...PLACE, '--target', 'web', '--key', 'GITLAB_TOKEN', '--yes']);
  expect((await cli.run(['sync', 'gitlab'])).status).toBe(0);
  expect((await cli.run(['remote-keys', 'link', 'gitlab', 'release-bot', 'GITLAB_TOKEN', ...PLACE])).status).toBe(0);
  const asked = await cli.run(['rotate', 'GITLAB_TOKEN', ...PLACE]);
  expect(asked.status).toBe(5);
  expect(asked.stderr).toMatch(/ends the moment a new one is given.*web/);
  expect(gitlab.state.tokens).toHaveLength(2);
  for (const time of [1, 2]) {
    const done = await cli.run(['rotate', 'GITLAB_TOKEN', ...PLACE, '--yes', '--json']);
    expect([time, done.status, json(done.stdout).status]).toEqual([time, 0, 'done']);
    const live = gitlab.state.tokens.filter(({ name, revoked }) => name === 'release-bot' && !revoked);
    expect(live.map(({ value }) => value)).toEqual([repository.actions.opened('GITLAB_TOKEN')]);
    expect((await cli.run(['get', 'GITLAB_TOKEN', ...PLACE])).stdout).toBe(`${live[0]?.value}\n`);
  }
  const drift = json<{ drift: { keyName: string | null }[] }>((await cli.run(['drift', '--json'])).stdout);
  expect(drift.drift.filter(({ keyName }) => keyName === 'GITLAB_TOKEN')).toEqual([]);
});

it('rotates what leaked with a report, in a protected environment only after a yes', async () => {
  const { name, fresh } = await norrixKey(PROD);
  expect((await cli.run(['get', name, ...PROD, '--yes'])).status).toBe(0);
  const refused = await cli.run(['rotate', name, ...PROD, '--leaked']);
  expect(refused).toMatchObject({ status: 5 });
  expect(refused.stderr).toContain('is protected');
  const begun = await cli.run(['rotate', name, ...PROD, '--leaked', '--yes', '--json'], { input: fresh });
  const { id, mode, steps } = json(begun.stdout);
  // Placed first, since both may stand; ended before anybody checks the new one.
  expect([mode, steps.map(({ kind }) => kind)]).toEqual([
    'leaked',
    ['create', 'store', 'place', 'end', 'check', 'confirm', 'retire'],
  ]);
  const report = await cli.run(['rotate', '--status', id, '--report']);
  expect(report.status).toBe(0);
  expect(report.stdout).toContain(`${name} in web`);
  expect(report.stdout).toMatch(/read: once/);
  expect(report.stdout).not.toContain(fresh);
  expect((await cli.run(['rotate', '--abort', id, '--yes'])).status).toBe(0);
});

it('takes everything that somebody knew as one campaign', async () => {
  const mine = await norrixKey();
  const { name } = mine;
  await cli.run(['add', `${name}_B`, ...PROD, '--provider', 'norrix', '--tag', 'sam'], { input: 'nrx_made-up-b' });
  await cli.run(['edit', name, ...PLACE, '--consumer', "Sam's laptop"]);
  const dry = await cli.run(['rotate', '--all', '--person', 'sam', '--leaked', '--dry-run', '--json']);
  const { plans } = json<{ plans: { keys: { name: string }[] }[] }>(dry.stdout);
  expect(plans.map(({ keys }) => keys.map((key) => key.name))).toEqual([[name], [`${name}_B`]]);
  expect((await cli.run(['rotate', '--all', '--person', 'sam', '--leaked'])).status).toBe(5);
  const begun = await cli.run(['rotate', '--all', '--person', 'sam', '--leaked', '--yes', '--json']);
  expect(begun.status).toBe(9);
  const campaign = json<{ id: string; progress: object; rotations: RotationJson[] }>(begun.stdout);
  expect(campaign.progress).toMatchObject({ total: 2, needPerson: 2 });
  const table = await cli.run(['rotate', '--status', campaign.id.slice(0, 8)]);
  expect(table.stdout).toContain('shop, production');
  expect(table.stderr).toContain('0 of 2 done, 2 need you');
  expect((await cli.run(['rotate', '--resume', campaign.id, '--yes'])).status).toBe(9);
  expect((await cli.run(['rotate', '--resume', campaign.id, '--done'])).status).toBe(2);
  expect((await cli.run(['rotate', '--abort', campaign.id])).status).toBe(5);
  const aborted = await cli.run(['rotate', '--abort', campaign.id, '--yes', '--json']);
  expect(json<{ aborted: unknown[] }>(aborted.stdout).aborted).toHaveLength(2);
  expect((await cli.run(['rotate', '--abort', campaign.id, '--yes'])).status).toBe(5);
  expect((await cli.run(['rotate', '--all', '--person', 'nobody at all'])).status).toBe(4);
});

it('walks through it at a terminal, with the value typed hidden', async ({ skip }) => {
  skip(!HAS_TERMINAL, 'needs the program script of util-linux');
  const { name, fresh } = await norrixKey();
  const { status, screen } = await onTerminal(
    cli,
    ['rotate', name, ...PLACE],
    [
      [`Value of ${name}`, `${fresh}\r`],
      ['Is it done?', 'y\r'],
      ['Is it done?', 's\r'],
      ['Why is it left out?', 'later\r'],
      ['Is it done?', 'y\r'],
    ],
    { KEYRAIL_PASSPHRASE: PASSPHRASE },
  );
  expect(screen).toContain('Retire the old value: done');
  expect(screen).not.toContain(fresh);
  expect(status).toBe(0);
  expect(repository.actions.opened(name)).toBe(fresh);
});

it('walks through a campaign at a terminal, one after the other', async ({ skip }) => {
  skip(!HAS_TERMINAL, 'needs the program script of util-linux');
  const { name, fresh } = await norrixKey();
  await cli.run(['edit', name, ...PLACE, '--tag', `walk-${count}`]);
  const { status, screen } = await onTerminal(
    cli,
    ['rotate', '--all', '--tag', `walk-${count}`],
    [
      ['Go on? [y/N]', 'y\r'],
      ['Go on with it now? [y/N]', 'y\r'],
      [`Value of ${name}`, `${fresh}\r`],
      ['Is it done?', 'n\r'],
    ],
    { KEYRAIL_PASSPHRASE: PASSPHRASE },
  );
  expect(screen).toContain('0 of 1 done, 1 needs you');
  expect(screen).not.toContain(fresh);
  expect(status).toBe(9);
  expect(repository.actions.opened(name)).toBe(fresh);
});

it('is completed with the names of keys and places', async () => {
  const { name } = await norrixKey();
  const offered = async (...typed: string[]): Promise<string> =>
    (await cli.run(['__complete', '--', 'rotate', ...typed])).stdout;
  expect(await offered(...PLACE, name)).toBe(`${name}\n`);
  expect(await offered('-p', 'shop', '-e', '')).toBe('development\nstaging\nproduction\n');
  expect(await offered('-p', '')).toBe('shop\n');
  expect(await offered('--res')).toContain('--resume');
});

it('leaves no value in the clear', () => {
  const values = norrix.state.keys.map(({ value }) => value).concat(gitlab.state.tokens.map(({ value }) => value));
  expect(existsSync(cli.home)).toBe(true);
  for (const file of readdirSync(cli.home, { recursive: true, encoding: 'utf8' })) {
    const path = join(cli.home, file);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path).toString('latin1');
    expect(values.filter((value) => text.includes(value))).toEqual([]);
  }
});
