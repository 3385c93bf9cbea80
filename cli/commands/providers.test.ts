import { describe, expect, it } from 'vitest';
import { STANDARD_KDF } from '#core/crypto/passphrase.ts';
import { allProviders } from '#core/providers/catalogue.ts';
import { parseArguments } from '../arguments.ts';
import type { Context } from '../context.ts';
import { command } from './providers.ts';

async function run(...typed: string[]) {
  let written = '';
  const context: Context = {
    env: {},
    passphrase: null,
    // There is no vault anywhere near.
    home: '/nonexistent',
    directory: '/nonexistent',
    output: {
      write: (content) => {
        written += typeof content === 'string' ? content : new TextDecoder().decode(content);
      },
      say: () => {},
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      width: null,
      colour: false,
    },
    now: () => 0,
    kdf: STANDARD_KDF,
  };
  const parsed = parseArguments(command.spec, typed);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const outcome = await command.run(parsed.value, context);
  return { outcome, written };
}

describe('keyrail providers', () => {
  it('lists every provider on a line', async () => {
    const { written } = await run();
    const lines = written.trimEnd().split('\n');
    expect(lines).toHaveLength(allProviders().length + 1);
    expect(lines.find((line) => line.startsWith('norrix'))).toMatch(/Norrix +dashboard, file +NORRIX_API_KEY$/);
    expect(lines.find((line) => line.startsWith('sdkkey'))).toMatch(/unknown$/);
  });

  it('lists as JSON', async () => {
    const { written } = await run('--json');
    expect((JSON.parse(written) as { providers: unknown[] }).providers).toContainEqual({
      id: 'gitlab',
      name: 'GitLab',
      ways: ['api', 'dashboard', 'file'],
      defaultVariable: 'GITLAB_TOKEN',
    });
  });

  it('shows one with its sources, and what is unknown', async () => {
    const { outcome, written } = await run('Norrix');
    expect(outcome).toEqual({ ok: true, value: 0 });
    expect(written).toContain('nrx_');
    expect(written).toContain('source: guide, "The first 12 characters (prefix) are stored for display"');
    expect(written).toMatch(/dashboard +unknown/);
    expect(written).toMatch(/guide +Norrix: API Keys\n +001_653650533abdd724\.txt/);
  });

  it('shows every provider without a gap', async () => {
    for (const { id } of allProviders()) {
      const { written } = await run(id);
      expect(written).not.toMatch(/undefined|\[object|NaN/);
    }
  });

  it('gives one as JSON, with the paths of what is unknown', async () => {
    const { written } = await run('sdkkey', '--json');
    const read = JSON.parse(written) as { provider: { id: string }; unknown: string[] };
    expect(read.provider.id).toBe('sdkkey');
    expect(read.unknown).toContain('links.keysPage');
  });

  it('says that there is none', async () => {
    const { outcome, written } = await run('nobody');
    expect(outcome).toMatchObject({ ok: false, error: { code: 'provider-not-found' } });
    expect(written).toBe('');
  });
});
