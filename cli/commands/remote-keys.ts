import { findRemoteKey, listRemoteKeys, type RemoteKeyRow } from '#core/connections/remote-key-rows.ts';
import { checkKeyName } from '#core/formats/names.ts';
import { findKey } from '#core/keys/find-key.ts';
import { linkRemoteKey, setIgnored, unlinkRemoteKey } from '#core/matching/links.ts';
import { adoptRemoteKey } from '#core/matching/settle-drift.ts';
import type { Store } from '#core/store/store.ts';
import { success } from '#shared/contract/result.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, type Outcome, PROJECT } from '../command.ts';
import { remoteKeyJson } from '../connection-json.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { linkedPlaces, namedConnection } from '../named-connection.ts';
import { writeJson } from '../output.ts';
import { type PlaceOptions, resolvePlace } from '../place.ts';
import { readValue } from '../read-value.ts';
import { type Colour, writeTable } from '../table.ts';
import { printable } from '../text.ts';
import { withStore } from '../unlock.ts';

const ACTIONS = ['link', 'unlink', 'ignore', 'unignore', 'adopt'] as const;
type Action = (typeof ACTIONS)[number];

const spec = {
  name: 'remote-keys',
  usage: [
    'remote-keys CONNECTION [--json]',
    'remote-keys link CONNECTION REMOTE NAME [-p PROJECT] [-e ENV]',
    'remote-keys unlink CONNECTION REMOTE',
    'remote-keys ignore|unignore CONNECTION REMOTE',
    'remote-keys adopt CONNECTION REMOTE NAME [-p PROJECT] [-e ENV] < VALUE',
  ],
  about: `Lists what the last sync of a connection saw, and to which key each is matched. REMOTE is an id of the list, the
provider's own id, or a name that only one of them has. What a person links, unlinks or ignores, no sync changes. "adopt"
takes a key of the provider into the vault; its value comes from standard input or a hidden prompt.`,
  options: { project: PROJECT, env: ENVIRONMENT, json: { ...JSON_OUTPUT, help: 'print {remoteKeys: […]}' } },
  words: { min: 1, max: 4 },
  tooManyWords:
    'There are too many words. A value never goes on the command line: pipe it in, or type it at the prompt.',
  completes: ACTIONS,
  examples: [
    ['keyrail remote-keys Norrix', 'what the dashboard lists'],
    ['keyrail remote-keys link Norrix "GitHub Actions" NORRIX_API_KEY -p shop -e production', 'these two are one'],
  ],
} as const satisfies CommandSpec;

const WORDS = { link: 3, unlink: 2, ignore: 2, unignore: 2, adopt: 3 } as const satisfies Record<Action, number>;

export const command = defineCommand(spec, async ({ words, options }, context) => {
  const [first = '', ...rest] = words;
  const action = rest.length === 0 ? undefined : ACTIONS.find((known) => known === first);
  if (action === undefined) {
    if (rest.length > 0) return usage(spec, `"remote-keys" takes a connection, or one of: ${ACTIONS.join(', ')}.`);
    return withStore(context, (store) => list(context, store, first, options.json));
  }
  if (rest.length !== WORDS[action]) {
    return usage(spec, `"${action}" takes ${WORDS[action] === 3 ? 'CONNECTION REMOTE NAME' : 'CONNECTION REMOTE'}.`);
  }
  const [connectionName = '', remoteName = '', keyName = ''] = rest;
  return withStore(context, async (store) => {
    const connection = namedConnection(store, connectionName);
    if (!connection.ok) return connection;
    const remote = findRemoteKey(store, connection.value.id, remoteName);
    if (!remote.ok) return remote;
    return act(context, store, action, remote.value, keyName, options);
  });
});

async function act(
  context: Context,
  store: Store,
  action: Action,
  remote: RemoteKeyRow,
  keyName: string,
  options: PlaceOptions,
): Promise<Outcome> {
  const name = `"${printable(remote.name)}"`;
  switch (action) {
    case 'link': {
      const place = await resolvePlace(context, store, spec, options);
      if (!place.ok) return place;
      const key = findKey(store, place.value, keyName);
      if (!key.ok) return key;
      return said(context, linkRemoteKey(store, remote.id, key.value.id), `Linked ${name} to ${key.value.name}.`);
    }
    case 'unlink':
      return said(context, unlinkRemoteKey(store, remote.id), `Unlinked ${name}. No sync links it again.`);
    case 'ignore':
      return said(context, setIgnored(store, remote.id, true), `${name} is ignored from now on.`);
    case 'unignore':
      return said(context, setIgnored(store, remote.id, false), `${name} is no longer ignored.`);
    case 'adopt': {
      const place = await resolvePlace(context, store, spec, options);
      if (!place.ok) return place;
      const checked = checkKeyName(keyName);
      if (!checked.ok) return checked;
      const value = await readValue(context.output, { name: checked.value });
      if (!value.ok) return value;
      const { bytes } = value.value;
      const environmentId = place.value.environment.id;
      const adopted = adoptRemoteKey(store, { remoteKeyId: remote.id, environmentId, name: checked.value, bytes });
      bytes.fill(0);
      const where = `${place.value.project.name}, ${place.value.environment.name}`;
      return said(context, adopted, `Added ${checked.value} to ${where}, linked to ${name}.`);
    }
  }
}

function said(context: Context, done: { ok: true } | Extract<Outcome, { ok: false }>, line: string): Outcome {
  if (!done.ok) return done;
  context.output.say(line);
  return success(0);
}

const COLOURS: Readonly<Record<RemoteKey['status'], Colour | null>> = {
  active: 'green',
  deactivated: 'yellow',
  revoked: 'red',
  expired: 'red',
  unknown: null,
};

function list({ output }: Context, store: Store, name: string, json: boolean): Outcome {
  const connection = namedConnection(store, name);
  if (!connection.ok) return connection;
  const remoteKeys = listRemoteKeys(store, connection.value.id);
  const places = linkedPlaces(store);
  if (json) {
    writeJson(output, { remoteKeys: remoteKeys.map((remote) => remoteKeyJson(remote, places)) });
  } else if (remoteKeys.length === 0) {
    output.say(
      connection.value.snapshot_at === null
        ? `${connection.value.name} was not synced yet: keyrail sync`
        : 'The provider lists no key.',
    );
  } else {
    writeTable<RemoteKey>(
      output,
      [
        { title: 'THERE', text: (remote) => remote.name, gives: 1 },
        {
          title: 'VALUE',
          text: ({ prefix, suffix }) => (prefix + suffix === '' ? '-' : `${prefix}…${suffix}`),
          gives: 3,
        },
        {
          title: 'STATUS',
          text: ({ goneAt, missingAt, status, statusText }) =>
            goneAt !== null ? 'gone' : missingAt !== null ? 'not in the last list' : statusText || status,
          colour: ({ goneAt, missingAt, status }) =>
            goneAt !== null ? 'red' : missingAt !== null ? 'yellow' : COLOURS[status],
        },
        { title: 'LAST USED', text: ({ lastUsed, neverUsed }) => dayOf(lastUsed?.at ?? null, neverUsed) },
        { title: 'EXPIRES', text: ({ expires, neverExpires }) => dayOf(expires?.at ?? null, neverExpires) },
        { title: 'HERE', text: (remote) => hereOf(remote, places), gives: 2 },
      ],
      remoteKeys,
    );
  }
  return success(0);
}

function hereOf({ match, ignored }: RemoteKey, places: ReturnType<typeof linkedPlaces>): string {
  if (ignored) return 'ignored';
  const place = match === null ? undefined : places.get(match.keyId);
  return place === undefined ? '-' : `${place.name} of ${place.project}, ${place.environment}`;
}

function dayOf(at: number | null, never: boolean): string {
  return isoOf(at)?.slice(0, 10) ?? (never ? 'never' : '-');
}
