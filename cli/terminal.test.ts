import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HAS_TERMINAL, type Step, onTerminal as typeOnTerminal } from './testing/on-terminal.ts';
import { CliSandbox } from './testing/run-cli.ts';

/** Made up. */
const PASSPHRASE = 'typed made-up passphrase';
const VALUE = 'made-up-typed-value';
const DEV = ['-p', 'shop', '-e', 'development'];
const PROD = ['-p', 'shop', '-e', 'production'];

const cli = new CliSandbox();
afterAll(() => cli.remove());

const onTerminal = (typed: readonly string[], steps: readonly Step[], env: NodeJS.ProcessEnv = {}) =>
  typeOnTerminal(cli, typed, steps, env);

describe('on a terminal', () => {
  beforeEach(({ skip }) => skip(!HAS_TERMINAL, 'needs Linux and the program "script" for a terminal'));

  beforeAll(async () => {
    if (!HAS_TERMINAL) return;
    const made = await onTerminal(
      ['init', '--unlock', 'passphrase'],
      [
        ['New passphrase: ', 'short\r'],
        ['New passphrase: ', `${PASSPHRASE}\r`],
        ['The same once more: ', `${PASSPHRASE}\r`],
      ],
    );
    expect(made.status).toBe(0);
    expect(made.screen).not.toContain(PASSPHRASE);
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    await cli.run(['add', 'LIVE', ...PROD, '--create'], { input: VALUE, env });
  });

  it('asks for the passphrase and the value, and shows neither', async () => {
    const { status, screen } = await onTerminal(
      ['add', 'API_KEY', ...DEV],
      [
        ['Passphrase: ', 'a wrong one\r'],
        ['Passphrase: ', `${PASSPHRASE}\r`],
        ['(hidden): ', `${VALUE}\r`],
      ],
    );
    expect(status).toBe(0);
    expect(screen).not.toContain(VALUE);
    expect(screen).not.toContain(PASSPHRASE);
    expect((await cli.run(['get', 'API_KEY', ...DEV], { env: { KEYRAIL_PASSPHRASE: PASSPHRASE } })).stdout).toBe(
      `${VALUE}\n`,
    );
  });

  it('offers to take off what copying left around a value, and keeps it where that is declined', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    for (const [name, answer, kept] of [
      ['DECLINED', 'n\r', `"${VALUE}";`],
      ['ACCEPTED', 'y\r', VALUE],
    ] as const) {
      const { status, screen } = await onTerminal(
        ['add', name, ...DEV],
        [
          ['(hidden): ', `"${VALUE}";\r`],
          ['[y/N] ', answer],
        ],
        env,
      );
      expect(status).toBe(0);
      expect(screen).toContain('a semicolon at the end, quotes');
      expect(screen).not.toContain(VALUE);
      expect((await cli.run(['get', name, ...DEV], { env })).stdout).toBe(`${kept}\n`);
    }
  });

  it('leaves nothing behind where a question is left with Ctrl-C', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    const left = await onTerminal(
      ['add', 'A', '-p', 'half', '-e', 'made', '--create'],
      [['(hidden): ', 'x\u0003']],
      env,
    );
    expect(left.status).toBe(130);
    const connection = await onTerminal(['connections', 'add', 'gitlab'], [['(hidden', 'x\u0003']], env);
    expect(connection.status).toBe(130);
    expect((await cli.run(['projects', '--json'], { env })).stdout).not.toContain('half');
    expect((await cli.run(['connections', '--json'], { env })).stdout).not.toContain('itLab');
    expect((await cli.run(['activity', '--json'], { env })).stdout).not.toMatch(/half|itLab/);
  });

  it('erases a word, and goes on after Ctrl-Z', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    const { status } = await onTerminal(
      ['add', 'WORDS', ...DEV],
      [
        ['(hidden): ', 'first wrong\u0017sec\u001a'],
        // Here nothing can be stopped, since no shell could go on with it: the question comes again.
        ['(hidden): ', 'ond\r'],
      ],
      env,
    );
    expect(status).toBe(0);
    expect((await cli.run(['get', 'WORDS', ...DEV], { env })).stdout).toBe('first second\n');
  });

  it('ends with 130 at Ctrl-C', async () => {
    expect((await onTerminal(['list'], [['Passphrase: ', '\u0003']])).status).toBe(130);
  });

  it('asks before the values of a protected environment are used', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    const refused = await onTerminal(['get', 'LIVE', ...PROD], [['[y/N] ', 'n\r']], env);
    expect(refused.status).toBe(5);
    expect(refused.screen).not.toContain(VALUE);
    const allowed = await onTerminal(['get', 'LIVE', ...PROD], [['[y/N] ', 'y\r']], env);
    expect(allowed.status).toBe(0);
    expect(allowed.screen).toContain(VALUE);
  });

  it('puts a new recovery code in force only once it was typed back', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    const CODE = /(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}/;
    const again = ['from your paper: ', '0000\r'] as const;
    const given = await onTerminal(['vault', 'recovery-code'], [['[y/N] ', 'y\r'], again, again, again], env);
    expect(given.status).toBe(3);
    const refused = CODE.exec(given.screen)?.[0] ?? '';
    const recover = (code: string) => cli.run(['vault', 'unlock', '--recovery'], { input: `${code}\n${PASSPHRASE}\n` });
    expect(await recover(refused)).toMatchObject({ status: 3, stderr: expect.stringContaining('not the one') });

    let code = '';
    const typeBack = (screen: string) => {
      code = CODE.exec(screen)?.[0] ?? '';
      return `${code.toLowerCase().replaceAll('-', '')}\r`;
    };
    const confirmed = await onTerminal(
      ['vault', 'recovery-code'],
      [
        ['[y/N] ', 'y\r'],
        ['from your paper: ', typeBack],
      ],
      env,
    );
    expect(confirmed.status).toBe(0);
    expect((await recover(code)).status).toBe(0);
  });

  it('colours a table, and not under NO_COLOR', async () => {
    const env = { KEYRAIL_PASSPHRASE: PASSPHRASE };
    expect((await onTerminal(['list'], [], env)).screen).toContain('\u001b[2m');
    expect((await onTerminal(['list'], [], { ...env, NO_COLOR: '1' })).screen).not.toContain('\u001b[2m');
  });
});
