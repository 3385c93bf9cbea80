import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findCommandLine, installCommand } from './command-line.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kr-path-'));
  for (const each of ['a', 'b', 'c']) mkdirSync(join(folder, each));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inFolders = (...names: string[]) => ({ PATH: names.join(delimiter) });

it('finds the first program of that name on the path, and no folder or plain file', ({ skip }) => {
  skip(process.platform === 'win32', 'Windows knows programs by their endings, which the next test shows');
  mkdirSync(join(folder, 'a/keyrail'));
  writeFileSync(join(folder, 'b/keyrail'), '', { mode: 0o644 });
  writeFileSync(join(folder, 'c/program'), '', { mode: 0o755 });
  symlinkSync(join(folder, 'c/program'), join(folder, 'c/keyrail'));
  const path = inFolders('', 'relative', ...['a', 'b', 'c'].map((name) => join(folder, name)));
  expect(findCommandLine(path, 'linux')).toBe(join(folder, 'c/keyrail'));
  chmodSync(join(folder, 'b/keyrail'), 0o755);
  expect(findCommandLine(path, 'linux')).toBe(join(folder, 'b/keyrail'));
  expect(findCommandLine({}, 'linux')).toBeNull();
});

it('knows what npm makes on Windows', () => {
  writeFileSync(join(folder, 'a/keyrail'), '', { mode: 0o755 });
  writeFileSync(join(folder, 'b/keyrail.cmd'), '', { mode: 0o755 });
  const path = { Path: inFolders(join(folder, 'a'), join(folder, 'b')).PATH };
  expect(findCommandLine(path, 'win32')).toBe(join(folder, 'b/keyrail.cmd'));
});

it('installs the command line of the same version', () => {
  expect(installCommand('1.2.3')).toMatch(/^npm install --global https:\/\/\S+\/v1\.2\.3\/keyrail-1\.2\.3\.tgz$/);
});
