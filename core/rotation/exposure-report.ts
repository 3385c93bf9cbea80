import type { Exposure, Rotation } from '#shared/domain/rotation.ts';

const PLACES: Readonly<Record<Exposure['places'][number]['what'], string>> = {
  file: 'In files of repositories',
  history: 'In the history of repositories',
  'ci-target': 'In CI targets',
  'same-value': 'In other keys, as the same value',
};

/**
 * What was exposed where and since when, and what was done about it, as text for an incident report: names and instants in
 * UTC, no values. Null for a rotation that was not begun because of a leak.
 */
export function exposureReport(rotation: Rotation): string | null {
  const { exposure, keys, providerName, steps } = rotation;
  if (exposure === null) return null;
  const lines = [
    'Leaked key',
    ...keys.map(({ name, project, environment }) => `- ${name} in ${environment} of ${project}, for ${providerName}`),
    '',
    exposure.since === null
      ? 'Outside since: not known. No scanned repository holds it.'
      : `Outside since: ${utc(exposure.since)} at the latest, as far as Keyrail knows.`,
  ];
  for (const [what, title] of Object.entries(PLACES)) {
    const places = exposure.places.filter((place) => place.what === what);
    if (places.length === 0) continue;
    lines.push('', title);
    for (const { where, since } of places) lines.push(`- ${where}${since === null ? '' : `, since ${utc(since)}`}`);
  }
  if (exposure.uses.length > 0) {
    lines.push('', 'Taken out of the vault');
    for (const { what, times, last } of exposure.uses) {
      lines.push(`- ${what}: ${times === 1 ? 'once' : `${times} times`}, last ${utc(last)}`);
    }
  }
  lines.push('', `Rotation, begun ${utc(rotation.startedAt)}`);
  for (const { title, state, at, evidence } of steps) {
    const how = state === 'done' || state === 'skipped' ? `${state} ${at === null ? '' : utc(at)}` : 'not done';
    lines.push(`- ${title}: ${how.trim()}${evidence === '' ? '' : `. ${evidence}`}`);
  }
  if (rotation.left.length > 0) lines.push('', 'Left as it was', ...rotation.left.map((line) => `- ${line}`));
  return `${lines.join('\n')}\n`;
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
