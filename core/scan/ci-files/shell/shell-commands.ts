import type { Word } from './shell-reader.ts';

// What commands do with their words: which set variables, which read them by name, and which are given code to run.

const NAME = /^[A-Za-z_]\w*$/;
const SHELLS = /^(?:ba|z|da|a|k|mk|c|fi)?sh$|^busybox$|^pwsh$|^powershell$|^cmd$/;
/** They run what they are given as words. */
const EVALUATORS: ReadonlySet<string> = new Set('eval trap watch parallel envsubst'.split(' '));
/** They expand `${NAME}` in what they write or are told, now or when the file is read. */
const WRITERS: ReadonlySet<string> = new Set('echo printf npm yarn pnpm'.split(' '));
const DECLARES: ReadonlySet<string> = new Set('export declare local readonly typeset'.split(' '));
const CONTAINERS: ReadonlySet<string> = new Set('docker podman nerdctl buildah docker-compose kaniko'.split(' '));
/** Words of the shell's grammar before a command. */
const KEYWORDS: ReadonlySet<string> = new Set('if then else elif do while until time ! coproc'.split(' '));
/** They start the command that their words are. */
const STARTERS: ReadonlySet<string> = new Set('sudo exec command nohup builtin env nice'.split(' '));
/** Built into shells, or programs that read no variable with a secret in it. */
const HARMLESS: ReadonlySet<string> = new Set(
  (
    '. : [ [[ alias awk basename bash break cat cd chmod chown clear continue cp cut date declare diff dirname dirs done ' +
    'echo egrep esac eval exec exit export false fgrep fi for function getopts grep gunzip gzip hash head hostname ' +
    'id in jobs kill let ln local ls mapfile md5sum mkdir mktemp mv nl popd printenv printf ps pushd pwd read readarray ' +
    'readlink readonly realpath return rm rmdir sed select seq set sh sha1sum sha256sum shift shopt sleep sort source stat tail ' +
    'tar tee test time touch tr trap true type typeset ulimit umask unalias uname uniq unset unzip wait wc which whoami ' +
    'yes zip envsubst base64 case while until if } ) (( ))'
  ).split(' '),
);

/** What a command does with variables. */
export type CommandEffect = {
  /** Names that are set from here on. */
  readonly sets: readonly string[];
  /** Names that are read by being named: `printenv NAME`, `docker run -e NAME`; with the word that names them. */
  readonly reads: readonly { readonly name: string; readonly word: Word }[];
  /** What becomes of quoted text among its words: `code` is run, `text` is written to be expanded later, `none` is data. */
  readonly quoted: 'code' | 'text' | 'none';
  /** A program that gets every variable, as it is called; null where the command is none or reads no secret. */
  readonly program: string | null;
  /** A file that it runs as a shell script in its own process, or in one of its own. */
  readonly script: string | null;
};

/**
 * @param words without the assignments before it; `quoted` means a part in single quotes
 * @param redirected its output goes to a file or another command
 */
export function effectOf(all: readonly Word[], redirected: boolean): CommandEffect {
  const words = withoutWordsBefore(all);
  const command = baseName(words[0]?.text ?? '');
  const rest = words.slice(1);
  return {
    sets: setsOf(command, rest),
    reads: readsOf(command, rest),
    quoted: quotedOf(words, command, redirected),
    program: programOf(words[0], command),
    script: scriptOf(words[0], command, rest),
  };
}

export function isKeyword(text: string): boolean {
  return KEYWORDS.has(text);
}

/** The command itself: without `sudo`, `env` and their like, with their options and assignments. */
export function withoutWordsBefore(words: readonly Word[]): readonly Word[] {
  let start = 0;
  let started = false;
  for (const { text, assigns } of words) {
    if (STARTERS.has(text)) started = true;
    else if (!started || !(assigns !== null || text.startsWith('-'))) break;
    start += 1;
  }
  return words.slice(start);
}

/** Whether a command's words can hold assignments for itself or for what it starts: `export A=1`, `env A=1 program`. */
export function isDeclaration(command: string): boolean {
  return DECLARES.has(command);
}

function setsOf(command: string, rest: readonly Word[]): string[] {
  const names = rest.map(({ text }) => text).filter((text) => NAME.test(text));
  switch (command) {
    case 'for':
    case 'select':
      return names.slice(0, 1);
    case 'read':
    case 'mapfile':
    case 'readarray':
    case 'unset':
      return names;
    case 'local':
    case 'declare':
    case 'typeset':
      return names;
    case 'getopts':
      return names.slice(-1);
    case 'printf':
      return rest[0]?.text === '-v' ? [rest[1]?.text ?? ''].filter((text) => NAME.test(text)) : [];
    default:
      return [];
  }
}

function readsOf(command: string, rest: readonly Word[]): { name: string; word: Word }[] {
  const named = (words: readonly Word[]) =>
    words.flatMap((word) => (NAME.test(word.text) ? [{ name: word.text, word }] : []));
  switch (command) {
    case 'printenv':
      return named(rest);
    case 'export':
      // Handed on to whatever is started next; with an option it is a function, or taken back.
      return rest.some(({ text }) => text.startsWith('-')) ? [] : named(rest);
    case '[':
    case '[[':
    case 'test':
      return rest.flatMap(({ text }, index) => (text === '-v' ? named(rest.slice(index + 1, index + 2)) : []));
    default:
      return CONTAINERS.has(command) || rest.some(({ text }) => CONTAINERS.has(text)) ? handedOver(rest) : [];
  }
}

/** Options of docker and its kind that take a variable by its name alone, and hand its value over. */
function handedOver(words: readonly Word[]): { name: string; word: Word }[] {
  return words.flatMap((word, index) => {
    const { text } = word;
    const next = words[index + 1];
    if (['-e', '--env', '--build-arg'].includes(text)) {
      return next !== undefined && NAME.test(next.text) ? [{ name: next.text, word: next }] : [];
    }
    const name =
      /^(?:-e|--env=|--build-arg=)([A-Za-z_]\w*)$/.exec(text)?.[1] ?? /(?:^|,)env=([A-Za-z_]\w*)/.exec(text)?.[1];
    return name === undefined ? [] : [{ name, word }];
  });
}

function quotedOf(words: readonly Word[], command: string, redirected: boolean): CommandEffect['quoted'] {
  if (EVALUATORS.has(command)) return 'code';
  let shell = false;
  for (const { text } of words) {
    if (SHELLS.test(baseName(text)) || text === 'su') shell = true;
    else if (shell && /^(?:-\w*c\w*|\/c|-Command)$/i.test(text)) return 'code';
  }
  return WRITERS.has(command) && (redirected || !['echo', 'printf'].includes(command)) ? 'text' : 'none';
}

function programOf(word: Word | undefined, command: string): string | null {
  if (word === undefined || HARMLESS.has(command) || SHELLS.test(command)) return null;
  if (word.text.includes('\0')) return 'a computed command';
  return /^[\w./+@~-]{1,100}$/.test(word.text) && !/^\d+$/.test(word.text) ? word.text : null;
}

function scriptOf(word: Word | undefined, command: string, rest: readonly Word[]): string | null {
  if (word === undefined) return null;
  if (['.', 'source'].includes(command) || SHELLS.test(command)) {
    if (rest.some(({ text }) => /^-\w*c/.test(text))) return null;
    return rest.find(({ text }) => !/^[-+]/.test(text))?.text ?? null;
  }
  return word.text.includes('/') || /\.(?:sh|bash)$/.test(word.text) ? word.text : null;
}

function baseName(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
