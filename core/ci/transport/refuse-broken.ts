import { ProviderError } from '../../http/provider-error.ts';
import type { RuleProblem } from '../ci-system.ts';

/** Nothing that breaks a rule is sent, whoever forgot to ask first. @throws ProviderError `parameter-missing` */
export function refuseBroken(problem: RuleProblem | null): void {
  if (problem === null) return;
  throw new ProviderError('parameter-missing', `${problem.message} ${problem.mend}`, { rule: problem.code });
}
