import type { CiSystem } from '#core/ci/ci-system.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Result, success } from '#shared/contract/result.ts';
import { readFields } from '../read-credential.ts';

/**
 * Reads a target's access token: from hidden prompts on a terminal, else from standard input, as one line for each part or as
 * a JSON object of the parts. Null where nothing is given, which leaves it for later.
 */
export async function readToken(system: CiSystem): Promise<Result<Record<string, string> | null, ErrorCode>> {
  const fields = await readFields(system.token);
  if (!fields.ok) return fields;
  const given = Object.entries(fields.value).filter(([, value]) => value !== '');
  return success(given.length === 0 ? null : Object.fromEntries(given));
}
