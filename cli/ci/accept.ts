import { type AcceptedSuggestions, acceptSuggestions, systemsOf } from '#core/scan/accept-suggestions.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Result, success } from '#shared/contract/result.ts';
import type { RepositoryScan } from '#shared/domain/repository-scan.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { printable } from '../text.ts';

/** `--accept`: takes every suggestion whose place is known over, after a yes; says what was added, and what was left out. */
export async function acceptAll(
  context: Context,
  store: Store,
  scan: RepositoryScan,
  options: { readonly yes: boolean; readonly json: boolean },
): Promise<Result<AcceptedSuggestions, ErrorCode>> {
  const say = (text: string): void => {
    if (!options.json) context.output.say(printable(text));
  };
  const placed = scan.suggestions.filter(({ place }) => place !== null);
  const unplaced = scan.suggestions.filter(({ place }) => place === null);
  if (unplaced.length > 0) {
    const names = unplaced.map(({ secretName }) => secretName).join(', ');
    say(`Left out, since the repository does not say where they are: ${names}.`);
  }
  if (placed.length === 0) {
    say('There is nothing to record.');
    return success({ targets: [], placements: [] });
  }
  const systems = await systemsOf(placed);
  const keys = new Map(scan.secrets.flatMap((secret) => secret.keys).map((key) => [key.keyId, key]));
  const lines = placed.map(({ keyId, secretName, system, place }) => {
    const key = keys.get(keyId);
    const whose = key === undefined ? '' : ` of ${key.project} / ${key.environment}`;
    const known = systems.get(system);
    const where = place === null ? '' : (known?.placeText(place) ?? '');
    return printable(`${secretName}${whose}: ${known?.name ?? system}, ${where}`);
  });
  if (!options.yes) for (const line of lines) context.output.say(line);
  const refused = await confirm(context, options.yes, 'They are recorded as placed already; nothing is written there.');
  if (refused !== null) return refused;
  const accepted = acceptSuggestions(store, placed, systems);
  if (!accepted.ok) return accepted;
  for (const { name } of accepted.value.targets) say(`Added the target ${name}, without an access token.`);
  const { length } = accepted.value.placements;
  say(`Recorded ${length === 1 ? 'one placement' : `${length} placements`}.`);
  return accepted;
}
