import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkVariableName, checkVariableText } from '../variable-rules.ts';

export function checkName(secretName: string): RuleProblem | null {
  return checkVariableName(secretName, 'Bitbucket');
}

/** How large a value may be is not documented. */
export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  return checkVariableText(bytes, 'Bitbucket');
}
