import type { ScannedSystem } from '#shared/domain/repository-scan.ts';
import { shellVariables } from './shell-variables.ts';
import type { LineProblem, TextAt, YamlFile } from './yaml-file.ts';

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
};

/** What a reader makes of one file. */
export type CiFile = {
  readonly system: ScannedSystem;
  readonly uses: readonly FoundUse[];
  readonly problems: readonly LineProblem[];
  /** It hands over or reads secrets without naming them, so which of them are used cannot be told. */
  readonly usesUnnamed: boolean;
};

/** A variable that shell code uses, before it is known which names files define. */
export type VariableUse = Omit<FoundUse, 'certainty' | 'aliases'>;

/** The variables that some texts of a YAML file use, each with its line, and those that they set. */
export function variablesIn(
  yaml: YamlFile,
  texts: readonly TextAt[],
  about: Pick<VariableUse, 'job' | 'environment' | 'contexts'>,
): { uses: VariableUse[]; defined: Set<string> } {
  const uses: VariableUse[] = [];
  const defined = new Set<string>();
  for (const { text, source, offset } of texts) {
    const variables = shellVariables(text);
    for (const name of variables.defined) defined.add(name);
    let from = 0;
    for (const { name, token } of variables.used) {
      // The text is the source without indentation and quotes, so the tokens stand there in the same order.
      const at = source.indexOf(token, from);
      if (at !== -1) from = at + token.length;
      uses.push({ name, line: yaml.lineAt(offset + Math.max(at, 0)), ...about });
    }
  }
  return { uses, defined };
}

/** The uses of names that nothing defines, as uses of secrets. */
export function undefinedUses(uses: readonly VariableUse[], isDefined: (name: string) => boolean): FoundUse[] {
  return uses.filter(({ name }) => !isDefined(name)).map((use) => ({ ...use, certainty: 'likely', aliases: [] }));
}

/** A name that is written out, not put together when the job runs. */
export function fixedName(text: string | null): string | null {
  return text === null || text === '' || /[$<{]/.test(text) ? null : text;
}
