import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type GitHubCi, type GitHubRepository, startGitHubCi } from '../tests/simulators/ci/github.ts';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { type GitLab, startGitLab } from '../tests/simulators/providers/gitlab.ts';
import { type SendGrid, startSendGrid } from '../tests/simulators/providers/sendgrid.ts';
import { CliSandbox } from './testing/run-cli.ts';

const PLACE = ['-p', 'shop', '-e', 'staging'];

const cli = new CliSandbox();
let github: Simulator<GitHubCi>;
let repository: GitHubRepository;
let sendgrid: Simulator<SendGrid>;
let gitlab: Simulator<GitLab>;

beforeAll(async () => {
  [github, sendgrid, gitlab] = await Promise.all([startGitHubCi(), startSendGrid(), startGitLab()]);
  repository = github.state.addRepository('acme/web');
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
  const target = ['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'web', '--base-url', github.url];
  expect(await cli.run(target, { input: github.state.addToken().value })).toMatchObject({ status: 0 });
  const mail = sendgrid.state.add('receipts', ['mail.send']);
  const bot = gitlab.state.add('release-bot', { scopes: ['read_api'] });
  const keys = [
    ['sendgrid', 'SENDGRID_API_KEY', mail.value, `${sendgrid.url}/v3`, sendgrid.state.ownKey.value, mail.id],
    ['gitlab', 'GITLAB_TOKEN', bot.value, `${gitlab.url}/api/v4`, gitlab.state.add('inventory').value, String(bot.id)],
  ] as const;
  for (const [provider, name, value, baseUrl, credential, remoteId] of keys) {
    await cli.run(['add', name, ...PLACE, '--provider', provider], { input: value });
    await cli.run(['connections', 'add', provider, '--base-url', baseUrl], { input: credential });
    expect((await cli.run(['sync', provider])).status).toBe(0);
    expect((await cli.run(['remote-keys', 'link', provider, remoteId, name, ...PLACE])).status).toBe(0);
  }
  expect((await cli.run(['ci', 'push', ...PLACE, '--target', 'web', '--yes'])).status).toBe(0);
});
afterAll(async () => {
  const simulators = [github, sendgrid, gitlab];
  await Promise.all(simulators.map((simulator) => simulator.close()));
  expect(simulators.flatMap(({ bugs }) => bugs)).toEqual([]);
  cli.remove();
});

/** Runs the command, and ends it the hard way once a request has reached the simulator whose answer takes a while. */
async function killedAt(
  simulator: Simulator<unknown>,
  request: { method: string; path?: string },
  typed: readonly string[],
): Promise<void> {
  const off = simulator.faults.add({ kind: 'slow', delayMs: 400 }, request);
  const seen = (): number =>
    simulator.requests.entries.filter(
      ({ method, path }) => method === request.method && path.startsWith(request.path ?? ''),
    ).length;
  const before = seen();
  const [program, ...words] = cli.command(typed);
  const child = spawn(program, words, { cwd: cli.directory, env: cli.env(), stdio: 'ignore' });
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(seen()).toBeGreaterThan(before), { timeout: 60_000, interval: 5 });
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  // What was asked for is done there, whoever hears of it.
  await new Promise((resolve) => setTimeout(resolve, 600));
  off();
}

const current = async (name: string): Promise<string> => (await cli.run(['get', name, ...PLACE])).stdout.trim();

it('goes on after kills at the making, the placing and the ending of a key, and loses no value', async () => {
  const name = 'SENDGRID_API_KEY';
  const old = await current(name);
  await killedAt(sendgrid, { method: 'POST' }, ['rotate', name, ...PLACE, '--yes']);
  // A key whose value nobody heard; nothing in the vault changed.
  expect(sendgrid.state.keys).toHaveLength(3);
  expect(await current(name)).toBe(old);
  expect((await cli.run(['rotate', name, ...PLACE, '--yes'])).status).toBe(5);

  await killedAt(github, { method: 'PUT' }, ['rotate', '--resume', '--yes']);
  const fresh = await current(name);
  expect(fresh).not.toBe(old);
  expect(sendgrid.state.keys.map(({ value }) => value)).toContain(fresh);
  // The lost one was found by its name and deleted.
  expect(sendgrid.state.keys).toHaveLength(3);

  await killedAt(sendgrid, { method: 'DELETE' }, ['rotate', '--resume', '--yes']);
  const done = await cli.run(['rotate', '--resume', '--yes', '--json']);
  expect(done.status).toBe(0);
  const rotation = JSON.parse(done.stdout) as { steps: { state: string; evidence: string }[] };
  expect(rotation.steps.map(({ state }) => state)).toEqual(rotation.steps.map(() => 'done'));
  expect(sendgrid.state.keys.map(({ value }) => value)).toEqual([sendgrid.state.ownKey.value, fresh]);
  expect([await current(name), repository.actions.opened(name)]).toEqual([fresh, fresh]);
  expect((await cli.run(['activity', '--verify'])).status).toBe(0);
});

it('asks before it replaces a value that was lost on its way a second time', async () => {
  const name = 'GITLAB_TOKEN';
  const live = (): string[] =>
    gitlab.state.tokens.filter((one) => one.name === 'release-bot' && !one.revoked).map(({ value }) => value);
  await killedAt(gitlab, { method: 'POST' }, ['rotate', name, ...PLACE, '--yes']);
  expect(live()).toHaveLength(1);
  expect(live()).not.toEqual([await current(name)]);
  // GitLab gives no names by which it could be told from one that somebody else made.
  const asked = await cli.run(['rotate', '--resume']);
  expect(asked.status).toBe(9);
  expect(asked.stderr).toMatch(/its value is lost\. Have its value replaced again\?/);
  expect((await cli.run(['rotate', '--resume', '--done'])).status).toBe(0);
  expect(live()).toEqual([await current(name)]);
  expect(repository.actions.opened(name)).toBe(await current(name));
});
