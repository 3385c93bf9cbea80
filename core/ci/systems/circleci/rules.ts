import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkSize, checkVariableName, checkVariableText, otherName } from '../variable-rules.ts';

const LONGEST_NAME = 300;
/** 32k, which is taken to be bytes: that is the smaller of the two readings. */
const MOST_BYTES = 32_768;

export function checkName(secretName: string): RuleProblem | null {
  const problem = checkVariableName(secretName, 'CircleCI');
  if (problem !== null || secretName.length <= LONGEST_NAME) return problem;
  return {
    code: 'name-too-long',
    message: `CircleCI allows ${LONGEST_NAME} characters in a name; this one has ${secretName.length}.`,
    ...otherName(secretName.slice(0, LONGEST_NAME)),
  };
}

export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  return checkSize(bytes, MOST_BYTES, '32 KB', 'CircleCI') ?? checkVariableText(bytes, 'CircleCI');
}
