import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type GitHubCi,
  type GitHubCiToken,
  type GitHubRepository,
  startGitHubCi,
} from '../tests/simulators/ci/github.ts';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { HAS_TERMINAL, onTerminal } from './testing/on-terminal.ts';
import { CliSandbox, type Ended, PASSPHRASE } from './testing/run-cli.ts';

// Made up.
const FIRST = 'CANARY-made-up-first-value';
const SECOND = 'CANARY-made-up-second-value';
const PRODUCTION = ['-p', 'shop', '-e', 'production'];
const STAGING = ['-p', 'shop', '-e', 'staging'];

const cli = new CliSandbox();
let simulator: Simulator<GitHubCi>;
let token: GitHubCiToken;
let repository: GitHubRepository;
/** Everything that was printed, to be searched for what must not be. */
const printed: string[] = [];

async function run(typed: readonly string[], input = ''): Promise<Ended> {
  const ended = await cli.run(typed, { input });
  printed.push(ended.stdout, ended.stderr);
  return ended;
}
async function json(typed: readonly string[]): Promise<{ status: number | null; printed: unknown }> {
  const { status, stdout, stderr } = await run([...typed, '--json']);
  return { status, printed: stdout === '' ? stderr : (JSON.parse(stdout) as unknown) };
}
const held = (name: string): string | null => repository.actions.opened(name);
const writes = (): number => simulator.requests.entries.filter(({ method }) => method !== 'GET').length;

beforeAll(async () => {
  simulator = await startGitHubCi();
  token = simulator.state.addToken();
  repository = simulator.state.addRepository('acme/web', ['staging']);
  repository.actions.set('UNRELATED', 'made-up-unrelated-value', Date.now());
  await run(['init']);
  await run(['projects', 'add', 'shop']);
  await run(['add', 'API_KEY', ...PRODUCTION], FIRST);
  await run(['add', 'DB_URL', ...PRODUCTION], 'CANARY-made-up-database');
});
afterAll(async () => {
  await simulator.close();
  const everything = printed.join('\n');
  expect(everything).not.toContain('CANARY');
  expect(everything).not.toContain(token.value);
  expect(held('UNRELATED')).toBe('made-up-unrelated-value');
  cli.remove();
});

describe('keyrail ci', () => {
  it('adds a target with its token from standard input, tests it, and lists it', async () => {
    const typed = ['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'web', '--base-url', simulator.url];
    const added = await run([...typed, ...PRODUCTION, '--json'], token.value);
    expect([added.status, JSON.parse(added.stdout)]).toMatchObject([
      0,
      { name: 'web', system: 'github', place: 'acme/web', hasToken: true, project: 'shop', environment: 'production' },
    ]);
    expect((await json(['ci', 'targets', 'test', 'web'])).printed).toMatchObject({ target: 'web', result: 'works' });
    expect((await json(['ci', 'targets', 'list'])).printed).toMatchObject({
      targets: [{ name: 'web', placements: 0 }],
    });
    const before = writes();
    for (const [bad, status] of [
      [['ci', 'targets', 'add', 'gitea', 'acme/web'], 2],
      [['ci', 'targets', 'add', 'github', 'acme'], 5],
      [['ci', 'targets', 'add', 'github', 'acme/web', '--place', 'acme/api'], 2],
      [['ci', 'targets', 'edit', 'web', '--place', 'acme'], 5],
      [['ci', 'targets', 'edit', 'web', '--scope', 'x'], 5],
      [['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'web', '--base-url', simulator.url], 5],
      [['ci', 'targets', 'test', 'nowhere'], 4],
      [['ci', 'push', '--target', 'web'], 5],
      [['ci', 'push', ...PRODUCTION, '--target', 'nowhere'], 4],
      [['ci', 'undo', 'ffff'], 4],
      [['ci', 'nonsense'], 2],
    ] as const) {
      expect([bad, (await run(bad)).status]).toEqual([bad, status]);
    }
    expect(writes()).toBe(before);
  });

  it('changes the place of a target, whole or by its options', async () => {
    const edit = async (...options: string[]) =>
      (await json(['ci', 'targets', 'edit', 'web', ...options])).printed as { place: string };
    expect(await edit('--environment', 'staging')).toMatchObject({ place: 'acme/web, environment staging' });
    expect(await edit('--environment', '')).toMatchObject({ place: 'acme/web' });
    expect(await edit('--place', 'acme/api', '--dependabot')).toMatchObject({ place: 'acme/api, Dependabot' });
    expect(await edit('--place', 'https://github.com/acme/web')).toMatchObject({ place: 'acme/web', hasToken: true });
  });

  it('shows what a push would do, does exactly that, and nothing the second time', async () => {
    const push = ['ci', 'push', ...PRODUCTION, '--target', 'web'];
    const dry = await json([...push, '--dry-run']);
    expect(dry).toMatchObject({
      status: 0,
      printed: {
        dryRun: true,
        receipt: null,
        steps: [
          { key: 'API_KEY', secretName: 'API_KEY', target: 'web', action: 'create', version: 1 },
          { key: 'DB_URL', action: 'create' },
        ],
      },
    });
    expect(writes()).toBe(0);
    const one = ['ci', 'push', ...PRODUCTION, '--target', 'web', '--key', 'API_KEY', '--dry-run'];
    expect((await json([...one, '--base64'])).printed).toMatchObject({ steps: [{ base64: 'chosen' }] });
    expect((await json([...one, '--no-base64'])).printed).toMatchObject({ steps: [{ base64: null }] });
    expect((await run([...push, '--base64'])).status).toBe(2);
    expect((await run([...one, '--base64', '--no-base64'])).status).toBe(2);
    expect(writes()).toBe(0);
    const unasked = await run(push);
    expect([unasked.status, writes()]).toEqual([5, 0]);
    expect(unasked.stderr).toContain('production of shop is protected');

    const pushed = await json([...push, '--yes']);
    expect(pushed).toMatchObject({ status: 0, printed: { receipt: { status: 'done' } } });
    expect([held('API_KEY'), held('DB_URL')]).toEqual([FIRST, 'CANARY-made-up-database']);
    const again = await json([...push, '--yes']);
    expect(again).toMatchObject({
      status: 0,
      printed: { receipt: null, steps: [{ action: 'same' }, { action: 'same' }] },
    });
    expect(writes()).toBe(2);
  });

  it('tells what is behind, pushes it, and puts the version before back', async () => {
    const set = await run(['set', 'API_KEY', ...PRODUCTION], SECOND);
    expect(set.stderr).toContain(
      '1 CI target holds an older value: keyrail ci push -p shop -e production --key API_KEY\n',
    );
    const behind = await json(['ci', 'status']);
    expect(behind).toMatchObject({
      status: 0,
      printed: {
        placements: [
          {
            key: 'API_KEY',
            project: 'shop',
            environment: 'production',
            target: 'web',
            secretName: 'API_KEY',
            state: 'behind',
            placedVersion: 1,
            currentVersion: 2,
            placedAt: expect.stringMatching(/Z$/),
            remoteUpdatedAt: expect.stringMatching(/Z$/),
          },
          { key: 'DB_URL', state: 'current' },
        ],
      },
    });
    const pushed = await json(['ci', 'push', '--yes']);
    expect(pushed.status).toBe(0);
    const { receipt } = pushed.printed as { receipt: { id: string; steps: unknown[] } };
    expect(receipt.steps).toMatchObject([{ key: 'API_KEY', outcome: 'replaced', version: 2, previousVersion: 1 }]);
    expect(held('API_KEY')).toBe(SECOND);
    const undone = await json(['ci', 'undo', receipt.id.slice(0, 8), '--yes']);
    expect(undone).toMatchObject({ status: 0, printed: { notUndone: [], receipt: { undoes: receipt.id } } });
    expect(held('API_KEY')).toBe(FIRST);
    expect((await json(['ci', 'receipts'])).printed).toMatchObject({ receipts: [{ undoes: receipt.id }, {}, {}] });
    await run(['ci', 'push', '--yes']);
    expect(held('API_KEY')).toBe(SECOND);
  });

  it('stops at the guard with the reason, and at a secret that is not its own', async () => {
    await run(
      ['ci', 'targets', 'add', 'github', 'acme/web', '--environment', 'staging', '--base-url', simulator.url],
      token.value,
    );
    const push = ['ci', 'push', ...PRODUCTION, '--key', 'API_KEY', '--target', 'acme/web, environment staging'];
    const before = writes();
    const stopped = await run(push);
    expect([stopped.status, writes()]).toEqual([5, before]);
    expect(stopped.stderr).toContain('belongs to the protected environment production');
    expect((await run([...push, '--yes'])).status).toBe(0);

    await run(['add', 'UNRELATED', ...STAGING], 'CANARY-made-up-other');
    const left = await json(['ci', 'push', ...STAGING, '--target', 'web', '--yes']);
    expect(left).toMatchObject({ status: 0, printed: { steps: [{ action: 'left-alone' }], receipt: null } });
  });

  it('tells of a target that refuses, with the last known state and status 6', async () => {
    token.revoked = true;
    const status = await json(['ci', 'status', '--target', 'web']);
    expect(status).toMatchObject({
      status: 6,
      printed: {
        placements: [{ state: 'current' }, {}],
        targets: [{ target: 'web', error: { code: 'provider-refused' } }],
      },
    });
    const push = await json(['ci', 'push', ...PRODUCTION, '--target', 'web', '--yes']);
    expect(push).toMatchObject({ status: 6, printed: { steps: [{ action: 'refused' }, { action: 'refused' }] } });
    expect((await run(['ci', 'targets', 'test', 'web'])).status).toBe(6);
    token.revoked = false;
    expect((await json(['ci', 'status', '--offline'])).status).toBe(0);
    expect((await run(['ci', 'push', '--resume'])).status).toBe(4);
  });
});

describe('the copy assistant', () => {
  it('gives the name, then the value, clears the clipboard, and records the placement', async (ctx) => {
    ctx.skip(!HAS_TERMINAL, 'needs Linux and the program "script" for a terminal');
    const folder = join(cli.root, 'programs');
    const board = join(cli.root, 'clipboard');
    mkdirSync(folder);
    // A clipboard that is a file, by the programs of a Wayland session.
    const script = (name: string, text: string): void => {
      writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(folder, name), 0o755);
    };
    script('wl-copy', `if [ "$1" = --clear ]; then : > '${board}'; else cat > '${board}'; fi`);
    script('wl-paste', `cat '${board}'`);
    script('xdg-open', `printf '%s' "$1" > '${cli.root}/opened'`);
    await run(['ci', 'targets', 'add', 'github', 'acme/web', '--name', 'by hand', '--dependabot']);

    const name = (): string => readFileSync(board, 'utf8');
    let seen = '';
    const { status, screen } = await onTerminal(
      cli,
      ['ci', 'copy', 'API_KEY', ...PRODUCTION, '--target', 'by hand', '--open'],
      [
        ['Go on? [y/N]', 'y\r'],
        [
          'The name API_KEY is on the clipboard. Paste it, then press Enter. ',
          () => {
            seen += `${name()}, `;
            return '\r';
          },
        ],
        [
          'The value is on the clipboard. Paste it and save, then press Enter. ',
          () => {
            seen += name();
            return '\r';
          },
        ],
      ],
      { KEYRAIL_PASSPHRASE: PASSPHRASE, WAYLAND_DISPLAY: 'wayland-9', PATH: `${folder}:${process.env['PATH']}` },
    );
    printed.push(screen);
    expect([status, seen]).toEqual([0, `API_KEY, ${SECOND}`]);
    expect(screen).toContain('https://github.com/acme/web/settings/secrets/dependabot');
    expect(screen).toContain('Settings → Secrets and variables → Dependabot');
    expect(name()).toBe('');
    expect(readFileSync(join(cli.root, 'opened'), 'utf8')).toContain('/settings/secrets/dependabot');
    const shown = (await json(['ci', 'status', '--offline'])).printed as { placements: { target: string }[] };
    expect(shown.placements.find(({ target }) => target === 'by hand')).toMatchObject({
      key: 'API_KEY',
      state: 'presumed',
      placedVersion: 2,
      how: 'copy',
    });
    const unasked = await run(['ci', 'copy', 'API_KEY', ...PRODUCTION, '--target', 'by hand']);
    expect([unasked.status, unasked.stdout]).toEqual([5, '']);
  });
});
