import type { GithubFamily, ScannedSystem } from '#shared/domain/repository-scan.ts';
import type { LineProblem } from './yaml-file.ts';

/** One use of a secret, as a reader of a CI file finds it. */
export type FoundUse = {
  readonly name: string;
  readonly line: number;
  readonly job: string | null;
  readonly environment: string | null;
  readonly contexts: readonly string[];
  readonly certainty: 'certain' | 'likely';
  /** Other names that the vault may know it by: the variable that a Jenkins credential is bound to. */
  readonly aliases: readonly string[];
  /** Which of GitHub's secrets it is one of; null at other systems. */
  readonly family: GithubFamily | null;
  /** The script that the job runs and that uses it; null: the CI file itself. From the repository's root, with `/`. */
  readonly script: string | null;
};

/** What a reader makes of one file. */
export type CiFile = {
  readonly system: ScannedSystem;
  readonly uses: readonly FoundUse[];
  readonly problems: readonly LineProblem[];
  /** What may use secrets that the file does not name, and is not read: an orb, a template from elsewhere, a program. */
  readonly unread: readonly string[];
  /** Shell scripts that its jobs run, and that are read next. */
  readonly scripts: readonly ScriptRun[];
};

/** A shell script that a job runs, as the job calls it. */
export type ScriptRun = {
  readonly path: string;
  readonly about: UseContext;
  /** What is set when it starts. */
  readonly isSet: (name: string) => boolean;
};

/** Where a use stands. */
export type UseContext = Pick<FoundUse, 'job' | 'environment' | 'contexts'>;

/** A variable that shell code uses, before it is known whether somebody sets it. */
export type VariableUse = UseContext & { readonly name: string; readonly line: number };

export const NOWHERE: UseContext = { job: null, environment: null, contexts: [] };

/** A variable that nothing sets, as the use of a secret. */
export function likelyUse(use: VariableUse, script: string | null = null): FoundUse {
  return { ...use, certainty: 'likely', aliases: [], family: null, script };
}

/** A name that is written out, not put together when the job runs. */
export function fixedName(text: string | null): string | null {
  return text === null || text === '' || /[$<{]/.test(text) ? null : text;
}

/** "a, b and 3 more": names in a sentence. */
export function someOf(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
