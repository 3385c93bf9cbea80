import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkSize, checkVariableText, otherName } from '../variable-rules.ts';

/** 48 KB. Whether that is meant before or after sealing is not documented; a box adds 48 bytes. */
const MOST_BYTES = 49_152;

/** GitHub compares names without regard to case, and shows them in upper case. */
export function sameName(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}

export function checkName(name: string): RuleProblem | null {
  if (name === '') {
    return { code: 'name-empty', message: 'A secret needs a name.', mend: 'Give it the name that the workflow uses.' };
  }
  if (/[^A-Za-z0-9_]/.test(name)) {
    return {
      code: 'name-characters',
      message: 'GitHub allows letters without accents, digits and "_" in the name of a secret, and no spaces.',
      ...freeName(name),
    };
  }
  if (/^[0-9]/.test(name)) {
    return {
      code: 'name-starts-with-digit',
      message: 'The name of a GitHub secret must not start with a digit.',
      ...freeName(name),
    };
  }
  if (/^github_/i.test(name)) {
    return {
      code: 'name-reserved',
      message: 'GitHub keeps names that start with "GITHUB_" for itself.',
      ...freeName(name),
    };
  }
  return null;
}

export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  return checkSize(bytes, MOST_BYTES, '48 KB', 'GitHub') ?? checkVariableText(bytes, 'GitHub');
}

/** One that GitHub takes: in upper case, as it shows them, and without the start that it keeps for itself. */
function freeName(name: string): Pick<RuleProblem, 'mend' | 'suggestedName'> {
  const { suggestedName } = otherName(name);
  return suggestedName === undefined
    ? otherName(name)
    : otherName(suggestedName.toUpperCase().replace(/^(?:GITHUB_)+/, 'GH_'));
}
