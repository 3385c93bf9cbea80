import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/**
 * git on a repository that nobody vouches for. Its own configuration and attributes can name programs; each is kept from
 * running:
 * - file system monitor and hooks: switched off by options, which rank above the repository's configuration;
 * - external diffs, text conversion, clean and smudge filters: only commands are used that read the index and the object
 *   store, none that reads a working file or makes a patch;
 * - signatures (`log.showSignature` with `gpg.program`): plumbing does not check them;
 * - pager and editor: no terminal, and switched off;
 * - fetching what a partial clone lacks, with its transports and helpers: no protocol is allowed;
 * - a git in the scanned folder: the program is named by its absolute path.
 * Whether the folder belongs to somebody else (`safe.directory`) is decided by git and the person's own configuration, which
 * is read; the system's and the environment's (`GIT_DIR` and the like) are not.
 */
export type GitProgram = {
  readonly file: string;
  /** The person's environment. */
  readonly env: NodeJS.ProcessEnv;
};

export type GitChild = ChildProcessByStdio<Writable, Readable, null> & {
  /** Resolves with the exit status, null where a signal or a failed start ended it. Never rejects. */
  readonly ended: Promise<number | null>;
};

const NOTHING = process.platform === 'win32' ? 'NUL' : '/dev/null';

const SAFE: readonly string[] = [
  '--no-pager',
  '--no-replace-objects',
  '--literal-pathspecs',
  ...['-c', 'core.fsmonitor=false'],
  ...['-c', `core.hooksPath=${NOTHING}`],
  ...['-c', `core.attributesFile=${NOTHING}`],
  ...['-c', 'core.untrackedCache=false'],
  ...['-c', 'core.pager=cat'],
  ...['-c', 'log.showSignature=false'],
  ...['-c', 'protocol.allow=never'],
];

/** Starts git in `folder`. The signal ends it. */
export function startGit(git: GitProgram, folder: string, args: readonly string[], signal?: AbortSignal): GitChild {
  const child = spawn(git.file, [...SAFE, '-C', folder, ...args], {
    env: cleanEnvironment(git.env),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
    ...(signal === undefined ? {} : { signal, killSignal: 'SIGKILL' as const }),
  });
  // Whoever ends early does not read what is left.
  child.stdin.on('error', () => undefined);
  child.stdout.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', (status) => resolve(status));
  });
  return Object.assign(child, { ended });
}

/** What answers within milliseconds elsewhere; a pipe in the place of one of its files keeps git waiting for ever. */
const LONGEST_ANSWER_MS = 60_000;

/** Runs git to its end. Null where it failed, wrote more than `maxBytes` or took longer than a minute. */
export async function runGit(
  git: GitProgram,
  folder: string,
  args: readonly string[],
  { signal, maxBytes }: { signal?: AbortSignal | undefined; maxBytes: number },
): Promise<Buffer | null> {
  const child = startGit(git, folder, args, signal);
  child.stdin.end();
  const chunks: Buffer[] = [];
  let length = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_ANSWER_MS);
  const status = await child.ended;
  clearTimeout(timer);
  return status === 0 ? Buffer.concat(chunks) : null;
}

/** The person's environment without what speaks to git, and with what keeps it from running or asking anything. */
export function cleanEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(?:GIT_|SSH_ASKPASS$|PAGER$|EDITOR$|VISUAL$|KEYRAIL_)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // A list of the protocols that may be used; there is none of this name.
    GIT_ALLOW_PROTOCOL: 'none',
    LC_ALL: 'C',
  };
}
