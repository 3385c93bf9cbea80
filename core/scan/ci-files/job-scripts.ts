import path from 'node:path';
import { FileReader } from '../files/read-file-pieces.ts';
import type { Pace } from '../pace.ts';
import { type CiFile, type FoundUse, likelyUse, type ScriptRun, someOf } from './found-use.ts';
import { readShell, type ShellReading } from './shell/shell-reader.ts';
import { ShellScope } from './shell/shell-scope.ts';

/** A longer script is not read. */
const MAX_SCRIPT_BYTES = 262_144;
/** Runs of scripts that are looked at, and characters that are read in them, in one scan. */
const MAX_RUNS = 2_000;
const MAX_CHARACTERS = 16_777_216;
/** Scripts that run scripts. */
const DEEPEST = 5;
const SHELL_SCRIPT = /^(?:#!.{0,200}\b(?:ba|da|z|k|a)?sh\b|(?!#!))/;

type Options = { readonly root: string; readonly files: readonly string[]; readonly pace: Pace };

/**
 * Adds what the shell scripts use that the jobs run, where they are files of the repository: `./deploy.sh`, `bash ci/push.sh`,
 * `source env.sh`. What is none of it, or is too much, is said to be unread.
 * @param ci the CI files, by path
 */
export async function withScripts(
  ci: ReadonlyMap<string, CiFile>,
  { root, files, pace }: Options,
): Promise<Map<string, CiFile>> {
  const reader = new ScriptReader(root, new Set(files), pace);
  const whole = new Map<string, CiFile>();
  for (const [file, content] of ci) {
    const uses: FoundUse[] = [];
    const unread = new Set<string>();
    for (const run of content.scripts) {
      const found = await reader.usesOf(run, path.posix.dirname(file), 0);
      uses.push(...found.uses);
      for (const one of found.unread) unread.add(one);
    }
    const more = unread.size === 0 ? [] : [`its jobs run ${someOf([...unread])}, which is not read`];
    whole.set(file, {
      ...content,
      uses: [...content.uses, ...uses],
      unread: [...content.unread, ...more],
      scripts: [],
    });
  }
  return whole;
}

class ScriptReader {
  readonly #reader: FileReader;
  readonly #files: ReadonlySet<string>;
  readonly #pace: Pace;
  readonly #texts = new Map<string, string | null>();
  /** Runs that were read already: a script that a job runs twice, or that runs itself, tells nothing new. */
  readonly #done = new Set<string>();
  #runs = 0;
  #characters = 0;

  constructor(root: string, files: ReadonlySet<string>, pace: Pace) {
    this.#reader = new FileReader(root, MAX_SCRIPT_BYTES + 1);
    this.#files = files;
    this.#pace = pace;
  }

  async usesOf(run: ScriptRun, from: string, depth: number): Promise<{ uses: FoundUse[]; unread: string[] }> {
    const file = this.#fileOf(run.path, from);
    if (file === null) return { uses: [], unread: [nameOf(run.path)] };
    const key = JSON.stringify([file, run.about]);
    if (this.#done.has(key)) return { uses: [], unread: [] };
    this.#done.add(key);
    const text = depth > DEEPEST ? null : await this.#read(file);
    if (text === null) return { uses: [], unread: [file] };
    const scope = new ShellScope();
    const reading = readShell(text, scope);
    const uses = this.#usesIn(text, file, reading, run);
    const unread: string[] = [];
    for (const called of reading.scripts) {
      const isSet = (name: string): boolean => scope.has(name) || run.isSet(name);
      const inner = await this.usesOf({ path: called, about: run.about, isSet }, path.posix.dirname(file), depth + 1);
      uses.push(...inner.uses);
      unread.push(...inner.unread);
    }
    const programs = [...reading.programs].filter((program) => !reading.scripts.has(program));
    return { uses, unread: programs.length === 0 ? unread : [...unread, `${file} (which starts ${someOf(programs)})`] };
  }

  #usesIn(text: string, file: string, { used }: ShellReading, { about, isSet }: ScriptRun): FoundUse[] {
    let line = 1;
    let counted = 0;
    return used.flatMap(({ name, at }) => {
      for (let next = text.indexOf('\n', counted); next !== -1 && next < at; next = text.indexOf('\n', counted)) {
        line += 1;
        counted = next + 1;
      }
      return isSet(name) ? [] : [likelyUse({ ...about, name, line }, file)];
    });
  }

  /** The file that a script's name means: from the root, where jobs start, or beside the file that runs it. */
  #fileOf(name: string, from: string): string | null {
    // A computed part at the start is the folder that everything is in: `$CI_PROJECT_DIR/deploy.sh`.
    const clean = name.replace(/^\0?\/*/, '').replace(/^\.\//, '');
    if (clean === '' || clean.includes('\0') || clean.startsWith('~')) return null;
    const candidates = [path.posix.normalize(clean), path.posix.normalize(path.posix.join(from, clean))];
    return candidates.find((candidate) => this.#files.has(candidate)) ?? null;
  }

  async #read(file: string): Promise<string | null> {
    this.#runs += 1;
    if (this.#runs > MAX_RUNS) return null;
    let text = this.#texts.get(file);
    if (text === undefined) {
      let content: string | null = null;
      await this.#reader.read(file, this.#pace, (piece, { whole }) => {
        const readable = whole && piece.length <= MAX_SCRIPT_BYTES && !piece.includes(0);
        content = readable ? piece.toString('utf8') : null;
      });
      text = content === null || !SHELL_SCRIPT.test(content) ? null : content;
      this.#texts.set(file, text);
    }
    this.#characters += text?.length ?? 0;
    if (this.#pace.isDue()) await this.#pace.breathe();
    return this.#characters > MAX_CHARACTERS ? null : text;
  }
}

function nameOf(called: string): string {
  return called.includes('\0') ? 'a script by a computed name' : called;
}
