export type FileFormat = 'dotenv' | 'json' | 'shell';

/** How much of a file is looked at. */
const LOOKED_AT = 65_536;

/**
 * Which format a file is most likely in, by its name (a path is fine) and then by its text. Never fails: the parser of
 * that format then says what it cannot read.
 */
export function detectFormat(fileName: string, text: string): FileFormat {
  const base = fileName.toLowerCase().split(/[\\/]/).at(-1) ?? '';
  if (base.endsWith('.json')) return 'json';
  if (/\.(?:sh|bash|zsh|ksh)$/.test(base) || /^\.(?:envrc|profile|bashrc|zshrc)$/.test(base)) return 'shell';
  if (/^\.env(?:\.|$)/.test(base) || base.endsWith('.env')) return 'dotenv';

  const start = text
    .slice(0, LOOKED_AT)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (/^[{[]/.test(start)) return 'json';
  if (start.startsWith('#!')) return 'shell';
  // Only a shell has these: `$'…'`, a quote joined to another by '\'', and `declare -x`.
  if (/^(?:declare|typeset) -x |^(?:export )?\w+=\$'|'\\''/m.test(start)) return 'shell';
  return 'dotenv';
}
