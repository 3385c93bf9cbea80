import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkAnyVariableName, checkVariableText } from '../variable-rules.ts';

/** What Netlify allows in a name is not documented. */
export function checkName(secretName: string): RuleProblem | null {
  return checkAnyVariableName(secretName);
}

/** How large a value may be is not documented. */
export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  return checkVariableText(bytes, 'Netlify');
}
