/** A variable that code uses: its name, what it looks like there (`$NAME`, `${NAME`), and where that starts in the code. */
export type ShellUse = { readonly name: string; readonly token: string; readonly at: number };

/** Longer names are no variables. */
const LONGEST_NAME = 200;
const USE = /^\$(?:\{[#!]?(?:env:)?([A-Za-z_]\w*)|env:([A-Za-z_]\w*)|([A-Za-z_]\w*))/i;
/** What programs of other languages read a variable with; each starts with a word of its own, so that looking is one pass. */
const IN_PROGRAMS = new RegExp(
  [
    String.raw`process\.env(?:\.|\[["'])([A-Za-z_]\w*)`,
    String.raw`os\.environ(?:\.get\(|\[)\s{0,9}["']([A-Za-z_]\w*)`,
    String.raw`getenv\(\s{0,9}["']([A-Za-z_]\w*)`,
    String.raw`\bENV(?:\.fetch\(|\[)\s{0,9}["']([A-Za-z_]\w*)`,
    String.raw`\$ENV(?:\.|\{)([A-Za-z_]\w*)`,
    String.raw`ENVIRON\[\\?"([A-Za-z_]\w*)`,
    String.raw`GetEnvironmentVariable\(\s{0,9}["']([A-Za-z_]\w*)`,
    String.raw`\b(?:str)?env\(([A-Z_]\w*)\)`,
    String.raw`\(\s{0,9}["']env["'],\s{0,9}["']([A-Za-z_]\w*)`,
    String.raw`\.Environment\.([A-Za-z_]\w*)`,
    // Of cmd.exe. Shorter and in small letters it is a format, as of `date`.
    `%([A-Z_][A-Z0-9_]{3,})%`,
  ].join('|'),
  'g',
);

/** The use that starts with the `$` at `at`, or null. */
export function variableAt(code: string, at: number): ShellUse | null {
  const match = USE.exec(code.slice(at, at + LONGEST_NAME));
  const name = match?.[1] ?? match?.[2] ?? match?.[3];
  return match === null || name === undefined ? null : { name, token: match[0], at };
}

/** Every `$NAME` and `${NAME}` of a text that something expands as a whole, such as an image's name; `$$` is a dollar. */
export function templateUses(text: string, from = 0, to: number = text.length): ShellUse[] {
  const uses: ShellUse[] = [];
  for (let at = text.indexOf('$', from); at !== -1 && at < to; ) {
    const use = text[at + 1] === '$' ? null : variableAt(text, at);
    if (use !== null) uses.push(use);
    at = text.indexOf('$', at + (text[at + 1] === '$' ? 2 : 1));
  }
  return uses;
}

/** Variables that programs inside a script read by their own means: `process.env.NAME`, `os.environ['NAME']`, `%NAME%`. */
export function programUses(code: string): ShellUse[] {
  return [...code.matchAll(IN_PROGRAMS)].flatMap((match) => {
    const name = match.slice(1).find((group) => group !== undefined);
    return name === undefined ? [] : [{ name, token: match[0], at: match.index }];
  });
}
