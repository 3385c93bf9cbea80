import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

// Made up, in the format of Norrix's documentation.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const ADOPTED = 'nrx_p0QmZ81aVv4Lr7Xc2madeUp';
const PRODUCTION = ['-p', 'shop', '-e', 'production'];

const cli = new CliSandbox();
beforeAll(async () => {
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
});
afterAll(() => cli.remove());

/** Norrix's page as a browser saves it; the columns are those of its documentation. */
function page(rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) => row.map((text) => `<${tag}>${text}</${tag}>`).join('');
  const titles = ['Name', 'Key prefix', 'Scopes', 'Last used', 'Expiration', 'Created by', 'Status', ''];
  return `<!doctype html><html lang="en"><title>API Keys</title><h1>API Keys</h1><table><thead><tr>${cells(titles, 'th')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n')}</tbody></table></html>`;
}
const SCOPES = 'build, submit, update';
const row = (name: string, prefix: string, status: string) =>
  [name, `${prefix}…`, SCOPES, 'Nov 20, 2026 10:00', 'Never', 'dana', status, '<button>Revoke</button>'] as const;
const save = (name: string, text: string) => writeFileSync(join(cli.root, name), text);
const json = async (typed: readonly string[]) => JSON.parse((await cli.run([...typed, '--json'])).stdout);

describe('a key of Norrix, from its saved pages', () => {
  it('is matched by its start, and revoking it there is drift that is settled here', async () => {
    await cli.run(['add', 'NORRIX_API_KEY', ...PRODUCTION], { input: VALUE });
    const added = await cli.run(['connections', 'add', 'norrix', ...PRODUCTION, '--json']);
    expect(JSON.parse(added.stdout)).toMatchObject({
      ...{ name: 'Norrix', provider: 'norrix', project: 'shop', hasCredential: false, lastSync: null },
      environments: [{ remote: '', environment: 'production' }],
    });

    save(
      'first.html',
      page([row('GitHub Actions', 'nrx_Ks7dF2xW', 'active'), row('Jenkins', 'nrx_p0QmZ81a', 'active')]),
    );
    const synced = await json(['sync', 'norrix', '--from', 'first.html']);
    expect(synced).toMatchObject({
      ...{ connection: 'Norrix', provider: 'norrix', status: 'done', error: null, rateLimit: null },
      ...{ seen: 2, new: 2, changed: 0, gone: 0, unmatched: 1 },
      drift: [
        { kind: 'unknown-at-provider', remote: 'Jenkins', key: null, actions: ['adopt', 'open-dashboard', 'ignore'] },
      ],
    });
    const { remoteKeys } = await json(['remote-keys', 'Norrix']);
    expect(remoteKeys).toMatchObject([
      {
        ...{ name: 'GitHub Actions', prefix: 'nrx_Ks7dF2xW', suffix: '', kind: 'secret', status: 'active' },
        ...{ scopes: ['build', 'submit', 'update'], createdAt: null, createdBy: 'dana', expiresAt: null },
        ...{ lastUsedAt: '2026-11-20T23:59:59.999Z', description: null, environment: null, origin: 'file' },
        ...{ key: 'NORRIX_API_KEY', neverExpires: true },
        match: { project: 'shop', environment: 'production', reason: 'prefix' },
      },
      { name: 'Jenkins', key: null, match: null },
    ]);

    save(
      'second.html',
      page([row('GitHub Actions', 'nrx_Ks7dF2xW', 'revoked'), row('Jenkins', 'nrx_p0QmZ81a', 'active')]),
    );
    expect(await json(['sync', 'Norrix', '--from', 'second.html'])).toMatchObject({
      ...{ seen: 2, new: 0, changed: 1, gone: 0 },
      drift: [{ kind: 'revoked-at-provider', remote: 'GitHub Actions', key: 'NORRIX_API_KEY' }, { remote: 'Jenkins' }],
    });
    const { drift } = await json(['drift']);
    expect(drift[0]).toMatchObject({ connection: 'Norrix', kind: 'revoked-at-provider', project: 'shop' });
    expect(drift[0].actions[0]).toBe('mark-revoked');
    expect((await cli.run(['drift', 'settle', 'Norrix', 'GitHub Actions', 'mark-revoked'])).status).toBe(0);
    expect(await json(['show', 'NORRIX_API_KEY', ...PRODUCTION])).toMatchObject({ status: 'revoked' });
    expect((await json(['drift', 'Norrix'])).drift).toMatchObject([{ remote: 'Jenkins' }]);
  });

  it('that nobody knows is taken in with its value, and not with another one', async () => {
    const adopt = ['remote-keys', 'adopt', 'Norrix', 'Jenkins', 'NORRIX_JENKINS', ...PRODUCTION];
    const wrong = await cli.run(adopt, { input: VALUE });
    expect(wrong.status).toBe(5);
    expect(wrong.stderr).not.toContain(VALUE);
    expect((await cli.run(adopt, { input: ADOPTED })).status).toBe(0);
    expect((await cli.run(['get', 'NORRIX_JENKINS', ...PRODUCTION, '--yes'])).stdout).toBe(`${ADOPTED}\n`);
    expect((await json(['drift'])).drift).toEqual([]);
    expect((await json(['connections'])).connections).toMatchObject([
      { remoteKeys: 2, drift: 0, lastSync: { status: 'done' } },
    ]);
  });

  it('stays as it was seen where a file holds no list, and the error is told', async () => {
    save('login.html', '<form><input name=user><input type=password></form>');
    const failed = await cli.run(['sync', 'Norrix', '--from', 'login.html', '--json']);
    expect(failed.status).toBe(5);
    expect(JSON.parse(failed.stdout)).toMatchObject({ status: 'failed', error: { code: 'sign-in' }, seen: 0, new: 0 });
    expect((await json(['remote-keys', 'Norrix'])).remoteKeys).toHaveLength(2);
    expect((await json(['connections'])).connections).toMatchObject([
      { lastSync: { status: 'failed' }, remoteKeys: 2 },
    ]);
  });

  it('is linked, unlinked and ignored by a person', async () => {
    expect((await cli.run(['remote-keys', 'unlink', 'Norrix', 'Jenkins'])).status).toBe(0);
    expect((await json(['drift'])).drift).toMatchObject([{ kind: 'unknown-at-provider', remote: 'Jenkins' }]);
    expect((await cli.run(['remote-keys', 'ignore', 'Norrix', 'Jenkins'])).status).toBe(0);
    expect((await json(['drift'])).drift).toEqual([]);
    expect((await cli.run(['remote-keys', 'link', 'Norrix', 'Jenkins', 'NORRIX_JENKINS', ...PRODUCTION])).status).toBe(
      0,
    );
    expect((await json(['remote-keys', 'Norrix'])).remoteKeys[1]).toMatchObject({ match: { reason: 'person' } });
  });
});

describe('the commands', () => {
  it.each([
    [['sync', 'Norrix'], 2, '--from FILE'],
    [['sync', 'Nobody', '--from', 'first.html'], 4, 'keyrail connections'],
    [['sync', 'Norrix', '--from', 'missing.html'], 4, 'no such file'],
    [['connections', 'add', 'nobody'], 4, 'keyrail providers'],
    [['connections', 'add', 'norrix', '--base-url', 'http://example.com'], 5, 'https://'],
    [['remote-keys', 'link', 'Norrix', 'Nothing', 'A', ...PRODUCTION], 4, 'Nothing'],
    [['drift', 'settle', 'Norrix', 'Jenkins', 'take-scopes'], 5, 'no drift'],
  ])('refuse %j', async (typed, status, said) => {
    const ended = await cli.run(typed);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toContain(said);
  });

  it('seal what a sign-in needs, and never show it', async () => {
    const secret = 'made-up password CANARY';
    const added = await cli.run(['connections', 'add', 'nativemessage', '--json'], { input: `dana\n${secret}\n` });
    expect(JSON.parse(added.stdout)).toMatchObject({ name: 'NativeMessage', hasCredential: true });
    const later = await cli.run(['connections', 'add', 'nativemessage', '--name', 'Later', '--json']);
    expect(JSON.parse(later.stdout)).toMatchObject({ hasCredential: false });
    expect(later.stderr).toContain('left for later');
    const shown = await cli.run(['connections', '--json']);
    for (const { stdout, stderr } of [added, shown]) expect(stdout + stderr).not.toContain('CANARY');
    for (const file of readdirSync(cli.home, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
      if (file.isFile()) expect(readFileSync(join(file.parentPath, file.name)).includes('CANARY')).toBe(false);
    }
    const forgotten = await cli.run(['connections', 'edit', 'NativeMessage', '--no-credential', '--json']);
    expect(JSON.parse(forgotten.stdout)).toMatchObject({ hasCredential: false });
    expect((await cli.run(['connections', 'remove', 'later', '--yes'])).status).toBe(0);
  });
});

describe('a credential from standard input', () => {
  it('is kept as it came or refused, and a refusal leaves no connection behind', async () => {
    for (const input of [' made-up-token\n', 'made-up-token \n', 'one\ntwo\nthree\n', '{"tokens": "made-up"}']) {
      const refused = await cli.run(['connections', 'add', 'gitlab', '--name', 'Refused'], { input });
      expect(refused).toMatchObject({ status: 5, stdout: '' });
      expect(refused.stderr).not.toContain('made-up');
    }
    expect((await cli.run(['connections', '--json'])).stdout).not.toContain('Refused');
    expect((await cli.run(['activity', '--json'])).stdout).not.toContain('Refused');
    const added = await cli.run(['connections', 'add', 'gitlab', '--name', 'Taken', '--json'], {
      input: 'made-up-token\r\n',
    });
    expect(JSON.parse(added.stdout)).toMatchObject({ name: 'Taken', hasCredential: true });
  });
});
