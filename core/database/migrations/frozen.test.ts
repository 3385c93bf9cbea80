import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/**
 * SHA-256 of each migration's file. A vault that an older Keyrail made went through the text of then; one that is edited makes
 * vaults of two kinds under one version. Add a line with a new migration; never change one.
 */
const FROZEN: Readonly<Record<string, string>> = {
  '0001-initial.ts': '210dfb63a353dd7795566c662b259d0954415e4b0fba7035ddcde3bdab3f8c4d',
  '0002-connections.ts': '54b1953c165d79ece2deef3b915f327f117a295c99226db5d13da951dbb59b6a',
  '0003-connection-way.ts': '6152a517829f54f9991e6a629b0d7d9140895e1b6e2c17c1e72c5666f302e0da',
  '0004-ci.ts': '0505bf1ccfd4bf690eff6ec196729ddc3f11b530ccec5543213043b394a613e0',
  '0005-scans.ts': '85855a615a3f319daecbf8081a261ba020850862b13e846d3f13adaac929fb0c',
  '0006-reminders.ts': '9b92625077f8607f593d9d219d083be5e6016ca662a39aa5d750412b626ea3ea',
  '0007-rotations.ts': 'b841ccd301b0f39a60fb3745b5034ebd70060cd7f29629e9200c6427f4c0f167',
  '0008-completeness.ts': '0c6b20aafe2d88379b6c7545a7990600ed2ad6d61b88d4ac2abc265e7424cb45',
};

it('leaves every migration as it was', () => {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => /^\d{4}-.*\.ts$/.test(name) && !name.endsWith('.test.ts'),
  );
  const found = files.map((name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8').replaceAll('\r\n', '\n');
    return [name, createHash('sha256').update(text).digest('hex')];
  });
  expect(Object.fromEntries(found)).toEqual(FROZEN);
});
