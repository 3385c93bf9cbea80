import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { COMMANDS, findCommand } from './commands.ts';
import { complete, FILES, type NameSource } from './completion.ts';
import { SCRIPTS } from './completion-scripts.ts';

const NAMES: NameSource = {
  projects: async () => ['shop', 'web site', 'bad\u0007name'],
  environments: async (project) => (project === 'shop' ? ['development', 'ci'] : ['development', 'staging']),
  keys: async (project, environment) =>
    project === undefined ? ['ANY_KEY'] : [`${project}_${environment ?? 'all'}_KEY`],
};
const KNOWN = { summaries: COMMANDS, load: async (name: string) => (await findCommand(name)?.load())?.command ?? null };

async function offered(...words: string[]): Promise<string[]> {
  return (await complete(words, KNOWN, NAMES)).map(({ text }) => text);
}

describe('complete', () => {
  it('offers commands with their meaning', async () => {
    expect(await offered('re')).toEqual(['rename', 'remove', 'restore', 'remote-keys', 'reminders']);
    expect((await complete(['get'], KNOWN, NAMES))[0]).toEqual({ text: 'get', meaning: 'print a value' });
    expect(await offered('')).toEqual(Object.keys(COMMANDS));
  });

  it('offers options that are not there yet', async () => {
    expect(await offered('get', '-p', 'shop', '--')).not.toContain('--project');
    expect(await offered('get', '--pro')).toEqual(['--project']);
    expect(await offered('add', '--scope', 'a', '--sc')).toEqual(['--scope']);
  });

  it('offers names by what was named before', async () => {
    expect(await offered('get', '-p', '')).toEqual(['shop', 'web site']);
    expect(await offered('get', '--project=sh')).toEqual(['--project=shop']);
    expect(await offered('get', '-p', 'shop', '-e', '')).toEqual(['development', 'ci']);
    expect(await offered('get', '-p', 'shop', '-e', 'ci', '')).toEqual(['shop_ci_KEY']);
    expect(await offered('get', 'an')).toEqual(['ANY_KEY']);
  });

  it('offers values of options, actions, and file names', async () => {
    expect(await offered('get', 'A', '--version', 'p')).toEqual(['previous']);
    expect(await offered('vault', 're')).toEqual(['recovery-code', 'rekey', 'remove-slot', 'restore']);
    expect(await offered('import', '')).toEqual([FILES.text]);
    expect(await offered('run', '-p', 'shop', '--', 'np')).toEqual([FILES.text]);
    expect(await offered('run', 'npm', '--p')).toEqual([FILES.text]);
  });

  it('offers nothing for what it does not know', async () => {
    expect(await offered('nonsense', '')).toEqual([]);
    expect(await offered('constructor', '')).toEqual([]);
  });
});

describe('every command', () => {
  it('has a help with examples, and options with one letter each', async () => {
    const { commandHelp } = await import('./help.ts');
    for (const name of Object.keys(COMMANDS)) {
      const { spec } = (await findCommand(name)?.load())?.command ?? {};
      if (spec === undefined) throw new Error(`${name} does not load`);
      expect(spec.name).toBe(name);
      expect(spec.examples.length).toBeGreaterThan(0);
      const help = commandHelp(spec);
      for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(140);
      const letters = Object.values(spec.options).flatMap(({ short }) => short ?? []);
      expect(new Set(letters).size).toBe(letters.length);
      expect(letters).not.toContain('h');
    }
  });
});

describe('completion scripts', () => {
  it('are there for four shells', () => {
    expect(Object.keys(SCRIPTS)).toEqual(['bash', 'zsh', 'fish', 'powershell']);
  });

  it('complete in bash', ({ skip }) => {
    skip(process.platform === 'win32', 'not on Windows');
    const probe = `
      keyrail() { printf 'web site\\tmeaning\\nshop\\t\\n'; }
      ${SCRIPTS['bash']}
      COMP_WORDS=(keyrail get -p '') COMP_CWORD=3
      compopt() { :; }
      _keyrail
      printf '%s\\n' "\${COMPREPLY[@]}"
    `;
    expect(execFileSync('bash', ['-c', probe], { encoding: 'utf8' })).toBe('web\\ site\nshop\n');
  });
});
