/** A variable that shell code uses: its name, and what it looks like there (`$NAME`, `${NAME`). */
export type ShellUse = { readonly name: string; readonly token: string };

export type ShellVariables = { readonly used: readonly ShellUse[]; readonly defined: ReadonlySet<string> };

/** Set by the shell or the system wherever a job runs. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(
  (
    'HOME PATH PWD OLDPWD USER LOGNAME SHELL HOSTNAME LANG LC_ALL TERM TMPDIR TEMP TMP IFS PS1 PS4 UID EUID PPID RANDOM SECONDS ' +
    'LINENO OPTARG OPTIND OSTYPE MACHTYPE BASH BASH_ENV BASH_SOURCE BASH_VERSION FUNCNAME PIPESTATUS REPLY SHLVL EDITOR DISPLAY ' +
    'COLUMNS LINES DEBIAN_FRONTEND NODE_ENV GOPATH GOROOT JAVA_HOME CI'
  ).split(' '),
);

export function isOfTheSystem(name: string): boolean {
  return OF_THE_SYSTEM.has(name);
}

const USE = /^\$(?:\{[#!]?([A-Za-z_][A-Za-z0-9_]*)|([A-Za-z_][A-Za-z0-9_]*))/;
const WINDOWS_USE = /^\$(?:\{env:|env:)([A-Za-z_][A-Za-z0-9_]*)/i;
const DEFINES = [
  // NAME=…, export NAME=…, local NAME
  /(?:^|[\s;&|(){}`])(?:(?:export|declare|local|readonly|typeset)(?:\s+-\w+)*\s+)?([A-Za-z_][A-Za-z0-9_]*)\+?=/gm,
  /\bfor\s+([A-Za-z_][A-Za-z0-9_]*)\b/g,
  /\bread(?:\s+-\w+(?:\s+\d+)?)*\s+([A-Za-z_][A-Za-z0-9_]*)/g,
  /\$env:([A-Za-z_][A-Za-z0-9_]*)\s*=/gi,
];

/**
 * The variables that a piece of shell code uses and sets. What stands in single quotes is no use (`awk '{print $NF}'`), nor
 * is `\$NAME` or `$$`. It is no shell: what a program sets by other means is not seen.
 */
export function shellVariables(code: string): ShellVariables {
  const used: ShellUse[] = [];
  const defined = new Set<string>();
  for (const pattern of DEFINES) {
    for (const [, name = ''] of code.matchAll(pattern)) defined.add(name);
  }
  let quoted = false;
  for (let at = 0; at < code.length; at += 1) {
    switch (code[at]) {
      case '\\':
        at += 1;
        break;
      case '"':
        quoted = !quoted;
        break;
      case "'": {
        const end = quoted ? -1 : code.indexOf("'", at + 1);
        // An apostrophe in a comment or a text has no other end on its line.
        if (end !== -1 && !isApostrophe(code, at)) at = end;
        break;
      }
      case '$': {
        if (code[at + 1] === '$') {
          at += 1;
          break;
        }
        const rest = code.slice(at, at + 300);
        const match = WINDOWS_USE.exec(rest) ?? USE.exec(rest);
        const name = match?.[1] ?? match?.[2];
        if (match !== null && name !== undefined) used.push({ name, token: match[0] });
        break;
      }
    }
  }
  return { used, defined };
}

/** Between two letters, as in "don't". */
function isApostrophe(code: string, at: number): boolean {
  return /[A-Za-z]/.test(code[at - 1] ?? '') && /[A-Za-z]/.test(code[at + 1] ?? '');
}
