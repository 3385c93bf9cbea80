import type { VersionChoice } from '#core/keys/read-versions.ts';
import { type Failed, failure } from '#shared/contract/result.ts';
import type { OptionSpec } from './command.ts';

/** Which of a key's versions is meant. */
export const VERSION = {
  type: 'text',
  value: 'WHICH',
  help: 'current (default), previous (still there after "set"), or a number that "show" lists',
  completes: ['current', 'previous'],
} as const satisfies OptionSpec;

export const VERSION_RULE = '--version is current, previous, or the number of a version.';

/** What `--version` says; null where it says nothing that is a version. */
export function versionOf(typed: string | undefined): VersionChoice | null {
  if (typed === undefined || typed === 'current' || typed === 'previous') return typed ?? 'current';
  return /^[1-9]\d{0,8}$/.test(typed) ? { number: Number(typed) } : null;
}

/** Says which version is not there; a value that was discarded has its own words. */
export function noSuchVersion(name: string, version: VersionChoice, message: string): Failed<'version-not-found'> {
  const list = `"keyrail show ${name}" lists its versions.`;
  if (version === 'previous') return failure('version-not-found', `${name} has no previous value. ${list}`);
  return failure('version-not-found', `${message} ${list}`);
}
