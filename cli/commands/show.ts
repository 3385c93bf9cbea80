import { findKey } from '#core/keys/find-key.ts';
import { keyDetail } from '#core/keys/key-detail.ts';
import { success } from '#shared/contract/result.ts';
import type { DatedFact } from '#shared/domain/instant.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import { dateToIso } from '#shared/time/dates.ts';
import { formatDuration, parseDuration } from '#shared/time/duration.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { detailJson, isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { writeFacts } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'show',
  usage: ['show NAME [-p PROJECT] [-e ENV] [--deleted] [--json]'],
  about: 'Shows everything that is known of a key: dates and where they come from, versions, notes. Never its value.',
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    deleted: { type: 'flag', help: 'look in the bin' },
    json: JSON_OUTPUT,
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  examples: [['keyrail show STRIPE_API_KEY -p shop -e staging', 'everything but the value']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) =>
  withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const found = findKey(store, place.value, name, options.deleted);
    if (!found.ok) return found;
    const detail = keyDetail(store, found.value.id);
    if (!detail.ok) return detail;
    const { key } = detail.value;
    const now = context.now();
    const names = { project: place.value.project.name, environment: place.value.environment.name };
    if (options.json) {
      writeJson(context.output, detailJson(key, names, now));
      return success(0);
    }
    const every = key.rotateEvery === null ? null : parseDuration(key.rotateEvery);
    const current = key.versions.find(({ state }) => state === 'current');
    const facts: (readonly [string, string | null])[] = [
      ['Name', key.name],
      ['Project', names.project],
      ['Environment', `${names.environment}${place.value.environment.protected ? ' (protected)' : ''}`],
      ['Provider', key.provider],
      ['Kind', key.kind],
      ['Status', keyStatusAt({ ...key, expiresAt: key.expires?.at ?? null }, now)],
      ['Starts with', current?.prefix ?? null],
      ['Identifier', current?.identifier ?? null],
      ['Description', key.description],
      ['Scopes', key.scopes.join(', ')],
      ['Used by', key.consumer],
      ['Tags', key.tags.join(', ')],
      [
        'Expires',
        key.expires === null
          ? null
          : `${dated(key.expires)}, ${timeLeft(now, key.expires.at, key.expires.precision).text}`,
      ],
      ['Rotate', every?.ok === true ? formatDuration(every.value) : null],
      ['Created', key.created === null ? null : dated(key.created)],
      ['Last used', key.lastUsed === null ? null : dated(key.lastUsed)],
      ['Added', isoOf(key.addedAt)],
      ['Changed', isoOf(key.updatedAt)],
      ['Archived', isoOf(key.archivedAt)],
      ['Deleted', isoOf(key.deletedAt)],
      ['Versions', key.versions.map(versionLine).join('\n')],
      [
        'Same value',
        key.sameValue.map((other) => `${other.name} of ${other.project}, ${other.environment}`).join('\n'),
      ],
      ['Notes', key.notes],
    ];
    writeFacts(
      context.output,
      facts.flatMap(([label, text]) => (text === null || text === '' ? [] : [[label, text] as const])),
    );
    return success(0);
  }),
);

function dated(fact: DatedFact): string {
  return `${dateToIso(fact)} (${fact.origin})`;
}

function versionLine(version: {
  number: number;
  state: string;
  createdAt: number;
  lengthBytes: number;
  hasValue: boolean;
}) {
  const value = version.hasValue ? `${version.lengthBytes} bytes` : 'value erased';
  return `${version.number}  ${version.state.padEnd(8)}  ${isoOf(version.createdAt)}  ${value}`;
}
