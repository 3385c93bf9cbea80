import { nameForMessage } from './names.ts';
import { type FileProblem, MAX_ERRORS, MAX_FILE_LENGTH } from './problem.ts';

export type IniEntry = Readonly<{ name: string; value: string; line: number }>;
export type IniFile = Readonly<{
  entries: readonly IniEntry[];
  errors: readonly FileProblem<'too-large' | 'too-many-errors' | 'not-an-assignment' | 'nul-character'>[];
  warnings: readonly FileProblem<'named-by-section' | 'duplicate-name'>[];
}>;

/**
 * Reads `[section]` and `name = value` lines as Python's configparser and the AWS tools do: "#" and ";" begin a comment at the
 * start of a line only, quotes belong to the value, white space around it does not. Names of sections other than the first
 * are told apart by the section before them: `section.name`. In AWS's own files (credentials, config) the names are those of
 * the variables that AWS's tools read, and a profile other than "default" goes before them in capitals.
 */
export function parseIni(text: string): IniFile {
  const entries: IniEntry[] = [];
  const errors: IniFile['errors'][number][] = [];
  const warnings: IniFile['warnings'][number][] = [];
  if (text.length > MAX_FILE_LENGTH) {
    return { entries, errors: [{ line: 1, code: 'too-large', message: 'The file is over 10 MB.' }], warnings };
  }
  const lines = text.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  const sections = new Set<string>();
  const told = new Set<string>();
  let section = '';
  const named = new Map<string, number>();
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || /^[#;]/.test(content)) continue;
    const header = /^\[([^\]]*)\]$/.exec(content)?.[1];
    if (header !== undefined) {
      section = header.trim();
      sections.add(section);
      continue;
    }
    const separator = /[=:]/.exec(content)?.index ?? -1;
    const key = content.slice(0, Math.max(0, separator)).trim();
    if (key === '') {
      errors.push({
        line,
        code: 'not-an-assignment',
        message: `Line ${line}: this is neither [section] nor name = value.`,
      });
      if (errors.length < MAX_ERRORS) continue;
      errors.push({
        line,
        code: 'too-many-errors',
        message: `Line ${line}: reading stopped here after too many errors.`,
      });
      break;
    }
    const value = content.slice(separator + 1).trim();
    if (value.includes('\0')) {
      errors.push({
        line,
        code: 'nul-character',
        message: `Line ${line}: the value of ${nameForMessage(key)} has a NUL character.`,
      });
      continue;
    }
    const name = nameIn(section, sections.size <= 1, key);
    const earlier = named.get(name);
    if (earlier !== undefined) {
      const message = `Line ${line} gives ${nameForMessage(name)} again; it replaces the value of line ${earlier}.`;
      warnings.push({ line, code: 'duplicate-name', message });
    } else if (name !== key && sections.size > 1 && !told.has(section)) {
      told.add(section);
      const message = `Line ${line}: names of [${nameForMessage(section)}] are told apart by it, as ${nameForMessage(name)}.`;
      warnings.push({ line, code: 'named-by-section', message });
    }
    named.set(name, line);
    entries.push({ name, value, line });
  }
  return { entries, errors, warnings };
}

function nameIn(section: string, first: boolean, key: string): string {
  if (/^aws_[a-z_]+$/.test(key)) {
    const profile = section.replace(/^profile\s+/, '');
    const prefix =
      profile === '' || profile === 'default' ? '' : `${profile.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_`;
    return `${prefix}${key.toUpperCase()}`;
  }
  return first || section === '' ? key : `${section}.${key}`;
}
