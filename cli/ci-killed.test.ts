import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type GitHubCi, type GitHubRepository, startGitHubCi } from '../tests/simulators/ci/github.ts';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { CliSandbox } from './testing/run-cli.ts';

// Made up.
const NAMES = Array.from({ length: 14 }, (_, index) => `KEY_${index}`);
const valueFor = (name: string): string => `CANARY-made-up-${name}`;
const PLACE = ['-p', 'shop', '-e', 'staging'];

const cli = new CliSandbox();
let simulator: Simulator<GitHubCi>;
let repository: GitHubRepository;

beforeAll(async () => {
  simulator = await startGitHubCi();
  repository = simulator.state.addRepository('acme/web');
  repository.actions.set('UNRELATED', 'made-up-unrelated-value', Date.now());
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
  const lines = NAMES.map((name) => `${name}=${valueFor(name)}\n`).join('');
  expect(await cli.run(['import', '-', ...PLACE, '--yes'], { input: lines })).toMatchObject({ status: 0 });
  const add = ['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'web', '--base-url', simulator.url];
  expect(await cli.run(add, { input: simulator.state.addToken().value })).toMatchObject({ status: 0 });
});
afterAll(async () => {
  await simulator.close();
  expect(simulator.bugs).toEqual([]);
  cli.remove();
});

const writes = (): string[] =>
  simulator.requests.entries.flatMap(({ method, path }) => (method === 'PUT' ? [path.split('/').at(-1) ?? ''] : []));

/** Runs the command and ends it the hard way as soon as so many writes have reached GitHub. */
async function killedAfter(count: number, typed: readonly string[]): Promise<void> {
  const [program, ...words] = cli.command(typed);
  const child = spawn(program, words, { cwd: cli.directory, env: cli.env(), stdio: 'ignore' });
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(writes().length).toBeGreaterThanOrEqual(count), { timeout: 60_000, interval: 5 });
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

it('a push that was killed twice is resumed, with nothing sent twice and nothing else touched', async () => {
  // So that it is always killed between a write and its answer.
  const off = simulator.faults.add({ kind: 'slow', delayMs: 250 }, { method: 'PUT' });
  await killedAfter(2, ['ci', 'push', ...PLACE, '--target', 'web', '--yes']);
  const first = writes().length;
  expect(first).toBeLessThan(NAMES.length);
  const receipts = JSON.parse((await cli.run(['ci', 'receipts', '--json'])).stdout) as {
    receipts: { id: string; status: string; steps: { secretName: string; outcome: string }[] }[];
  };
  const [receipt] = receipts.receipts;
  expect(receipt?.status).toBe('stopped');
  // What GitHub got is not called waiting, whatever the killed process heard of it.
  for (const name of writes()) {
    const outcome = receipt?.steps.find(({ secretName }) => secretName === name)?.outcome;
    expect(['unknown', 'created']).toContain(outcome);
  }
  await killedAfter(first + 2, ['ci', 'push', '--resume', '--yes']);
  off();

  const resumed = await cli.run(['ci', 'push', '--resume', '--yes', '--json']);
  expect(resumed.status).toBe(0);
  const done = JSON.parse(resumed.stdout) as typeof receipts & { receipt: NonNullable<typeof receipt> };
  expect([done.receipt.id, done.receipt.status]).toEqual([receipt?.id, 'done']);
  expect(done.receipt.steps.map(({ outcome }) => outcome)).toEqual(NAMES.map(() => 'created'));
  expect(writes().toSorted()).toEqual(NAMES.toSorted());
  expect(NAMES.map((name) => repository.actions.opened(name))).toEqual(NAMES.map(valueFor));
  expect(repository.actions.opened('UNRELATED')).toBe('made-up-unrelated-value');
  expect((await cli.run(['ci', 'push', '--resume', '--yes'])).status).toBe(4);
});
