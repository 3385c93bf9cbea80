import { describe, expect, it } from 'vitest';
import { windowsTarget } from './windows-program.ts';

const ENV = { Path: 'C:\\node;C:\\tools', PATHEXT: '.COM;.EXE;.BAT;.CMD', ComSpec: 'C:\\Windows\\system32\\cmd.exe' };
const files =
  (...known: string[]) =>
  (file: string) =>
    known.some((one) => one.toLowerCase() === file.toLowerCase());

describe('windowsTarget', () => {
  it('starts programs themselves', () => {
    expect(windowsTarget('node', ['a b'], ENV, files('C:\\node\\node.exe'))).toEqual({
      file: 'C:\\node\\node.EXE',
      arguments: ['a b'],
      verbatim: false,
    });
  });

  it('runs batch files in cmd.exe, with nothing left that it understands', () => {
    const target = windowsTarget(
      'npm',
      ['run', 'a&calc', '"%PATH%"'],
      ENV,
      files('C:\\node\\npm', 'C:\\node\\npm.cmd'),
    );
    expect(target.file).toBe('C:\\Windows\\system32\\cmd.exe');
    expect(target.verbatim).toBe(true);
    const line = target.arguments.at(-1) ?? '';
    expect(line).toContain('npm.CMD');
    // Every character with a meaning stands behind a caret.
    expect(line.slice(1, -1)).not.toMatch(/(?<!\^)[&|<>%!"]/);
  });

  it('leaves an unknown program as it is, so that the system says so', () => {
    expect(windowsTarget('nope', [], ENV, files())).toEqual({ file: 'nope', arguments: [], verbatim: false });
  });
});
