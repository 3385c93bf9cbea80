import type { RuleProblem, SecretValue } from '../../ci-system.ts';
import { checkAnyVariableName, checkSize, checkVariableText } from '../variable-rules.ts';

/** Vercel's own list: names that its runtime sets or refuses. */
const RESERVED = [
  'AWS_SECRET_KEY',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'NOW_REGION',
  'TZ',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
];
/** 64 KB is for all variables of a deployment together: no single one can be larger. */
const MOST_BYTES = 65_536;

/** Which characters Vercel allows is not documented. */
export function checkName(secretName: string): RuleProblem | null {
  if (!RESERVED.includes(secretName)) return checkAnyVariableName(secretName);
  const suggestedName = `APP_${secretName}`;
  return {
    code: 'name-reserved',
    message: `Vercel keeps the name "${secretName}" for itself.`,
    mend: `Call it ${suggestedName} there.`,
    suggestedName,
  };
}

export function checkValue({ bytes }: SecretValue): RuleProblem | null {
  return checkSize(bytes, MOST_BYTES, '64 KB', 'Vercel') ?? checkVariableText(bytes, 'Vercel');
}
