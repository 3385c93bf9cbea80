import { nameForMessage } from './names.ts';

/** Something about one place of a file. The message names lines, names and rules, and never holds a value. */
export type FileProblem<Code extends string> = Readonly<{ line: number; code: Code; message: string }>;

/** The largest text that is read, in UTF-16 code units. */
export const MAX_FILE_LENGTH = 10_485_760;
/** After so many errors reading stops, so that a file of garbage does not become a list of a million errors. */
export const MAX_ERRORS = 1_000;

/** A warning for every name that is given again, up to `MAX_ERRORS` of them; the last value of a name counts. */
export function findDuplicates(entries: readonly { name: string; line: number }[]): FileProblem<'duplicate-name'>[] {
  const lastLine = new Map<string, number>();
  const warnings: FileProblem<'duplicate-name'>[] = [];
  for (const { name, line } of entries) {
    const earlier = lastLine.get(name);
    if (earlier !== undefined && warnings.length < MAX_ERRORS) {
      const message = `Line ${line} gives ${nameForMessage(name)} again; it replaces the value of line ${earlier}.`;
      warnings.push({ line, code: 'duplicate-name', message });
    }
    lastLine.set(name, line);
  }
  return warnings;
}
