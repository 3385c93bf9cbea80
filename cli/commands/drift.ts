import { connectionRows } from '#core/connections/connection-rows.ts';
import { findRemoteKey } from '#core/connections/remote-key-rows.ts';
import { readDrift } from '#core/matching/read-drift.ts';
import { settleDrift } from '#core/matching/settle-drift.ts';
import type { Store } from '#core/store/store.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { type Drift, settleAction } from '#shared/domain/remote-key.ts';
import { addDuration, parseDuration } from '#shared/time/duration.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, type Outcome } from '../command.ts';
import { driftJson } from '../connection-json.ts';
import type { Context } from '../context.ts';
import { showDrift } from '../drift-table.ts';
import { linkedPlaces, namedConnection } from '../named-connection.ts';
import { writeJson } from '../output.ts';
import { withStore } from '../unlock.ts';

const SETTLING = settleAction.options;

const spec = {
  name: 'drift',
  usage: ['drift [CONNECTION] [--unused-after TIME] [--json]', 'drift settle CONNECTION REMOTE ACTION [--kind KIND]'],
  about: `Tells how the last syncs and the vault disagree, the most pressing first, each with the action that settles it.
"settle" does those that change the vault:
${SETTLING.join(', ')}.
"undo" takes them back. For the others there are "set" (a new value), "remote-keys adopt", and the provider's own page.`,
  options: {
    'unused-after': { type: 'text', value: 'TIME', help: 'when a key counts as unused (default: 90d)' },
    kind: { type: 'text', value: 'KIND', help: 'which drift is meant, where the action fits several' },
    json: { ...JSON_OUTPUT, help: 'print {drift: [{kind, remote, key, detail, actions, …}]}' },
  },
  words: { min: 0, max: 4 },
  completes: ['settle'],
  examples: [
    ['keyrail drift', 'everything that disagrees'],
    ['keyrail drift settle Norrix "GitHub Actions" mark-revoked', 'it is revoked here as well'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words, options }, context) => {
  const [first, ...rest] = words;
  if (rest.length > 0 && (first !== 'settle' || rest.length !== 3)) {
    return usage(spec, '"drift" takes a connection, or: settle CONNECTION REMOTE ACTION.');
  }
  const unusedAfter = unusedAfterOf(options['unused-after'], context.now());
  if (!unusedAfter.ok) return unusedAfter;
  return withStore(context, (store) => {
    const [connectionName = '', remote = '', action = ''] = rest;
    return rest.length === 0
      ? list(context, store, first, unusedAfter.value, options.json)
      : settle(context, store, connectionName, remote, action, options.kind);
  });
});

function unusedAfterOf(text: string | undefined, now: number): Result<number | undefined, 'duration-invalid'> {
  if (text === undefined) return success<number | undefined>(undefined);
  const duration = parseDuration(text);
  if (!duration.ok) return failure(duration.error.code, `--unused-after: ${duration.error.message}`);
  return success<number | undefined>(addDuration(now, duration.value) - now);
}

function list(
  { output }: Context,
  store: Store,
  name: string | undefined,
  unusedAfterMs: number | undefined,
  json: boolean,
): Outcome {
  const connection = name === undefined ? null : namedConnection(store, name);
  if (connection?.ok === false) return connection;
  const drift = readDrift(store, { connectionId: connection?.value.id, unusedAfterMs });
  const names = new Map(connectionRows(store).map((row) => [row.id, row.name]));
  if (json) {
    const places = linkedPlaces(store);
    writeJson(output, {
      drift: drift.map((one) => ({ connection: names.get(one.connectionId) ?? null, ...driftJson(one, places) })),
    });
  } else if (drift.length === 0) {
    output.say(names.size === 0 ? 'There is no connection yet.' : 'The last syncs and the vault agree.');
  } else {
    showDrift(output, drift, names);
  }
  return success(0);
}

function settle(
  context: Context,
  store: Store,
  connectionName: string,
  remoteName: string,
  typedAction: string,
  typedKind: string | undefined,
): Outcome {
  const action = SETTLING.find((known) => known === typedAction);
  if (action === undefined) return usage(spec, `"settle" does one of: ${SETTLING.join(', ')}.`);
  const connection = namedConnection(store, connectionName);
  if (!connection.ok) return connection;
  const remote = findRemoteKey(store, connection.value.id, remoteName);
  if (!remote.ok) return remote;
  const drift: Drift[] = readDrift(store, { connectionId: connection.value.id }).filter(
    ({ remoteKeyId, kind, actions }) =>
      remoteKeyId === remote.value.id && actions.includes(action) && (typedKind === undefined || kind === typedKind),
  );
  const [meant, ...others] = drift;
  if (meant === undefined) return failure('conflict', `There is no drift of it that ${action} settles.`);
  if (others.length > 0) {
    return usage(spec, `Say which drift is meant with --kind: ${drift.map(({ kind }) => kind).join(', ')}.`);
  }
  const settled = settleDrift(store, { kind: meant.kind, remoteKeyId: remote.value.id, action });
  if (!settled.ok) return settled;
  context.output.say(settled.value === null ? 'It is let stand.' : `${settled.value.label}.`);
  return success(0);
}
