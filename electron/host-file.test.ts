import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLog } from '#core/log.ts';
import { createHostFile } from './host-file.ts';

const schema = z.strictObject({ count: z.int() });
let folder: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyrail-host-file-'));
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const fileAt = (path: string) =>
  createHostFile(
    path,
    schema,
    createLog((line) => lines.push(line)),
  );

describe('createHostFile', () => {
  it('reads what it wrote, and leaves nothing else behind', () => {
    const file = fileAt(join(folder, 'state.json'));
    expect(file.read()).toBeNull();
    file.write({ count: 3 });
    file.write({ count: 4 });
    expect(file.read()).toEqual({ count: 4 });
    expect(readdirSync(folder)).toEqual(['state.json']);
  });

  it('is nobody else’s to read', ({ skip }) => {
    skip(process.platform === 'win32', 'Windows has no file modes');
    fileAt(join(folder, 'state.json')).write({ count: 1 });
    expect(statSync(join(folder, 'state.json')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['damaged', '{"count":'],
    ['of another shape', '{"count":"1"}'],
    ['empty', ''],
    ['far too large', `{"count":1}${' '.repeat(70_000)}`],
  ])('takes a file that is %s for a missing one', (_what, content) => {
    const path = join(folder, 'state.json');
    writeFileSync(path, content);
    expect(fileAt(path).read()).toBeNull();
  });

  it('logs that it could not write, and goes on', () => {
    fileAt(join(folder, 'no-such-folder', 'state.json')).write({ count: 1 });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('error host-file-not-written');
  });
});
