import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closest, parseArguments } from './arguments.ts';
import type { CommandSpec } from './command.ts';

const SPEC: CommandSpec = {
  name: 'probe',
  usage: ['probe NAME [-p PROJECT]'],
  about: 'For tests.',
  options: {
    project: { type: 'text', short: 'p', value: 'NAME', help: '' },
    scope: { type: 'list', help: '' },
    'no-newline': { type: 'flag', help: '' },
    yes: { type: 'flag', short: 'y', help: '' },
  },
  words: { min: 1, max: 1 },
  examples: [],
};

describe('parseArguments', () => {
  it('reads values attached or apart, flags, lists and words in any order', () => {
    for (const typed of [
      ['A', '--project', 'shop', '-y', '--scope', 'read', '--scope=write'],
      ['-pshop', '--yes', '--scope=read', 'A', '--scope', 'write'],
      ['-p=shop', '-y', '--scope', 'read', '--scope', 'write', '--', 'A'],
    ]) {
      expect(parseArguments(SPEC, typed)).toEqual({
        ok: true,
        value: {
          words: ['A'],
          options: { project: 'shop', scope: ['read', 'write'], 'no-newline': false, yes: true },
          help: false,
        },
      });
    }
  });

  it('keeps what follows "--" as words, whatever it looks like', () => {
    const spec = { ...SPEC, words: { min: 1, max: 9 } };
    const parsed = parseArguments(spec, ['--', '-p', '--yes', '--']);
    expect(parsed.ok && parsed.value.words).toEqual(['-p', '--yes', '--']);
  });

  it("leaves a program's own options alone", () => {
    const spec = { ...SPEC, words: { min: 1, max: 9 }, programFollows: true };
    for (const typed of [
      ['-p', 'shop', '--', 'npm', '-p', 'x', '--', 'y'],
      ['-p', 'shop', 'npm', '-p', 'x', '--', 'y'],
    ]) {
      const parsed = parseArguments(spec, typed);
      expect(parsed.ok && parsed.value.words).toEqual(['npm', '-p', 'x', '--', 'y']);
      expect(parsed.ok && parsed.value.options['project']).toBe('shop');
    }
  });

  it('asks for no words where help is asked for', () => {
    expect(parseArguments(SPEC, ['--help'])).toMatchObject({ ok: true, value: { help: true } });
    expect(parseArguments(SPEC, ['-h', 'A', 'B'])).toMatchObject({ ok: true, value: { help: true } });
  });

  it.each([
    [[], 'Something is missing.'],
    [['A', 'B'], 'too many words'],
    [['A', '--project'], '--project needs a value (NAME).'],
    [['A', '--yes=1'], '--yes takes no value.'],
    [['A', '--projct', 'x'], 'There is no option --projct. Did you mean --project?'],
    [['A', '-x'], 'There is no such option.'],
    [['A', '--constructor', 'x'], 'There is no option --constructor.'],
  ])('refuses %j with the right way', (typed, message) => {
    const parsed = parseArguments(SPEC, typed);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    expect(!parsed.ok && parsed.error.message).toContain(message);
    expect(!parsed.ok && parsed.error.message).toContain('Usage: keyrail probe NAME');
  });

  it('never repeats what could be a secret in the wrong place', () => {
    // Made up, in the shape of real ones.
    for (const secret of [
      'sk_live_51MADEUPabcdefghijkl',
      '--sk-live-51MADEUP',
      '-sk_live_51MADEUP',
      '--ghp_MADEUP0123',
    ]) {
      const parsed = parseArguments(SPEC, ['A', secret, secret]);
      expect(!parsed.ok && parsed.error.message).not.toContain('MADEUP');
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('-p', '--project', '--', '-', '--scope=', '-y'))),
        (typed) => {
          expect(typeof parseArguments(SPEC, typed).ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('closest', () => {
  it('forgives two slips', () => {
    expect(closest('lst', ['list', 'get'])).toBe('list');
    expect(closest('exprot', ['export', 'import'])).toBe('export');
    expect(closest('frobnicate', ['list', 'get'])).toBeNull();
  });
});
