import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const DEV = ['-p', 'shop', '-e', 'development'];
/** Made up. */
const VALUE = 'made-up-clipboard-value';
const CLIPBOARD = join(cli.root, 'clipboard');
const BIN = join(cli.root, 'bin');
/** xclip's way of being called, on a file. */
const XCLIP = `#!/bin/sh
case "$*" in *-out*) cat '${CLIPBOARD}' ;; *) cat > '${CLIPBOARD}' ;; esac
`;

afterAll(() => cli.remove());

describe('a copy', () => {
  beforeEach(({ skip }) => skip(process.platform !== 'linux', 'stands in for a program of Linux'));

  beforeAll(async () => {
    mkdirSync(BIN);
    writeFileSync(join(BIN, 'xclip'), XCLIP, { mode: 0o755 });
    await cli.run(['init']);
    await cli.run(['add', 'COPIED', ...DEV, '--create'], { input: VALUE });
    await cli.run(['set', 'COPIED', ...DEV], { input: 'made-up-newer' });
  });

  const env = { DISPLAY: ':none', PATH: `${BIN}:${process.env['PATH'] ?? ''}` };
  const copyId = (): string => readFileSync(join(cli.home, 'clipboard-copy'), 'utf8');
  const held = (): string => readFileSync(CLIPBOARD, 'utf8');

  it('is of any version, and names itself anew each time', async () => {
    const copied = await cli.run(['copy', 'COPIED', ...DEV, '--version', '1', '--clear-after', '1s'], { env });
    expect(copied.status).toBe(0);
    expect(held()).toBe(VALUE);
    const first = copyId();
    await cli.run(['copy', 'COPIED', ...DEV, '--clear-after', '1s'], { env });
    expect(copyId()).not.toBe(first);
    expect((await cli.run(['copy', 'COPIED', ...DEV, '--version', '9'], { env })).status).toBe(4);
  });

  it('whose time is over clears the clipboard, unless the same was copied later', async () => {
    const key = randomBytes(32);
    const xclip = (direction: string): string[] => [join(BIN, 'xclip'), direction];
    const file = join(cli.root, 'last-copy');
    const order = {
      tool: { name: 'xclip', write: xclip('-in'), read: xclip('-out'), clear: xclip('-in') },
      afterMs: 1,
      key: key.toString('base64'),
      hash: createHmac('sha256', key).update(VALUE).digest('base64'),
      copy: { file, id: 'this one' },
    };
    const clear = () => cli.run(['__clear-clipboard'], { input: JSON.stringify(order) });
    writeFileSync(CLIPBOARD, VALUE);
    writeFileSync(file, 'a later one');
    expect((await clear()).status).toBe(0);
    expect(held()).toBe(VALUE);
    writeFileSync(file, 'this one');
    await clear();
    expect(held()).toBe('');
  });
});
