import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { UndoId } from '#shared/domain/ids.ts';
import type { Drift, DriftKind } from '#shared/domain/remote-key.ts';
import type { FakeConnection } from './demo-connections.ts';
import type { FakeEnvironment, FakeKey, FakeProject } from './demo-data.ts';
import { demoRemoteKeys, type FakeRemoteKey } from './demo-remote-keys.ts';
import type { FakePasted } from './fake-pasted.ts';

const DAY = 86_400_000;

/** What the fake engine lends: its vault, its undo, and its connections. */
export interface FakeRemoteKeysPort {
  readonly states: readonly FakeConnection[];
  readonly now: () => number;
  readonly keys: () => readonly FakeKey[];
  readonly place: (environmentId: string) => { project: FakeProject; environment: FakeEnvironment } | undefined;
  readonly undoable: (label: string) => { undoId: UndoId; label: string };
  readonly changed: () => void;
  readonly isLocked: () => boolean;
  readonly add: EngineClient['keys']['add'];
  readonly textOf: FakePasted['textOf'];
  /** True where a protected environment was not confirmed yet. */
  readonly needsConfirmation: (key: FakeKey) => boolean;
}

const MOST_PRESSING: readonly DriftKind[] = [
  'revoked-at-provider',
  'gone-at-provider',
  'unknown-at-provider',
  'same-key-in-environments',
  'expiry-differs',
  'scopes-differ',
];

/** Remote keys, how they disagree with the vault, and the check of a key, in memory. */
export function createFakeRemoteKeys(port: FakeRemoteKeysPort) {
  const { states, now, keys, place, undoable, changed, isLocked } = port;
  const seen = new Map<string, FakeRemoteKey[]>();
  const accepted = new Set<string>();
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const noConnection = () => failure('connection-not-found', 'This connection is not there any more.');
  const noRemote = () => failure('remote-key-not-found', 'That key of the provider is not there any more.');
  const noKey = () => failure('key-not-found', 'This key is not there any more. It may have been deleted elsewhere.');

  const remotesOf = (state: FakeConnection): FakeRemoteKey[] => {
    const { id } = state.connection;
    const known = seen.get(id) ?? demoRemoteKeys(state, keys(), now());
    seen.set(id, known);
    return known;
  };
  const findRemote = (id: string): FakeRemoteKey | undefined =>
    states.flatMap(remotesOf).find((each) => each.id === id);
  const findKey = (id: string | undefined): FakeKey | undefined => keys().find((key) => key.id === id);

  const driftsOf = (state: FakeConnection): Drift[] => {
    const found: Drift[] = [];
    const tell = (
      kind: DriftKind,
      remote: FakeRemoteKey | null,
      key: FakeKey | undefined,
      detail: string,
      actions: Drift['actions'],
    ): void => {
      if (remote !== null && accepted.has(`${kind} ${remote.id}`)) return;
      const home = key === undefined ? undefined : place(key.environmentId);
      found.push({
        kind,
        connectionId: state.connection.id,
        remoteKeyId: remote?.id ?? null,
        keyId: key?.id ?? null,
        remoteName: remote?.name ?? '',
        keyName: key?.name ?? '',
        projectId: home?.project.id ?? null,
        environmentId: key?.environmentId ?? null,
        detail,
        actions,
      });
    };
    for (const remote of remotesOf(state)) {
      if (remote.ignored) continue;
      const key = findKey(remote.match?.keyId);
      if (key === undefined) {
        if (remote.goneAt === null && remote.match === null && remote.status === 'active')
          tell(
            'unknown-at-provider',
            remote,
            undefined,
            `The provider lists it as Active (${remote.prefix}…), and no key here is matched to it.`,
            ['adopt', 'open-dashboard', 'ignore'],
          );
        continue;
      }
      if (remote.goneAt !== null && key.status === 'active')
        tell(
          'gone-at-provider',
          remote,
          key,
          `The provider does not list it any more; ${key.name} is active here. ${remote.absence.map(({ evidence }) => evidence).join(' ')}`,
          ['mark-revoked', 'replace-value', 'open-dashboard', 'ignore'],
        );
      if (remote.goneAt !== null) continue;
      if (remote.status === 'revoked' && key.status === 'active')
        tell('revoked-at-provider', remote, key, `The provider says Revoked; ${key.name} is active here.`, [
          'mark-revoked',
          'replace-value',
          'open-dashboard',
          'ignore',
        ]);
      if (key.expires?.origin === 'typed' && remote.expires !== null && remote.expires.at !== key.expires.at)
        tell(
          'expiry-differs',
          remote,
          key,
          `Expires ${isoDay(remote.expires.at)} as reported by the provider, ${isoDay(key.expires.at)} as typed here.`,
          ['take-provider-date', 'keep-typed-date'],
        );
      if (remote.scopes !== null && key.scopes.length > 0 && remote.scopes.join() !== key.scopes.join())
        tell(
          'scopes-differ',
          remote,
          key,
          `It may ${remote.scopes.join(', ')} as reported by the provider, ${key.scopes.join(', ')} as written here.`,
          ['take-scopes', 'ignore'],
        );
    }
    if (state.connection.provider === 'bkend') {
      const shared = keys().find(
        (key) => key.name === 'BKEND_SECRET_KEY' && place(key.environmentId)?.environment.name === 'production',
      );
      if (shared !== undefined)
        tell(
          'same-key-in-environments',
          null,
          shared,
          'The one value is in production and in mobile-app, production: revoking it there ends it everywhere.',
          ['replace-value', 'show-key', 'ignore'],
        );
    }
    return found.sort((a, b) => MOST_PRESSING.indexOf(a.kind) - MOST_PRESSING.indexOf(b.kind));
  };
  const vaultKey = (key: FakeKey) => {
    const home = place(key.environmentId);
    return {
      keyId: key.id,
      name: key.name,
      project: home?.project.name ?? '',
      environment: home?.environment.name ?? '',
    };
  };

  const remoteKeys: EngineClient['remoteKeys'] = {
    list: async ({ connectionId }) => {
      if (isLocked()) return locked();
      const state = states.find(({ connection }) => connection.id === connectionId);
      if (state === undefined) return noConnection();
      const wanted = new Set([
        ...remotesOf(state).map(({ match }) => match?.keyId),
        ...driftsOf(state).map(({ keyId }) => keyId),
      ]);
      const named = keys().filter(({ id }) => wanted.has(id));
      return success({ remoteKeys: remotesOf(state).map((remote) => ({ ...remote })), keys: named.map(vaultKey) });
    },
    ofKey: async ({ keyId }) => {
      const found = states.flatMap((state) =>
        remotesOf(state)
          .filter(({ match }) => match?.keyId === keyId)
          .map((remoteKey) => ({
            remoteKey: { ...remoteKey },
            connection: state.connection.name,
            provider: state.connection.provider,
            snapshotAt: state.connection.snapshotAt,
          })),
      );
      return success({ remoteKeys: found, drift: states.flatMap(driftsOf).filter((drift) => drift.keyId === keyId) });
    },
    history: async ({ remoteKeyId }) => {
      const remote = findRemote(remoteKeyId);
      if (remote === undefined) return noRemote();
      if (remote.match === null) return success({ changes: [] });
      return success({
        changes: [
          ...(remote.status === 'revoked'
            ? [{ at: now() - DAY, field: 'status', before: 'active', after: 'revoked' }]
            : []),
          ...(remote.goneAt === null ? [] : [{ at: remote.goneAt, field: 'listed', before: 'yes', after: 'no' }]),
          { at: now() - 3 * DAY, field: 'lastUsed', before: '2026-11-16', after: '2026-11-18' },
          { at: now() - 20 * DAY, field: 'scopes', before: 'build', after: 'build, submit' },
        ],
      });
    },
    link: async ({ remoteKeyId, keyId }) => {
      const remote = findRemote(remoteKeyId);
      const key = findKey(keyId);
      if (remote === undefined) return noRemote();
      if (key === undefined) return noKey();
      const rival = remotesOf(
        states.find(({ connection }) => connection.id === remote.connectionId) as FakeConnection,
      ).find(({ match, id }) => match?.keyId === keyId && match.reason === 'person' && id !== remoteKeyId);
      if (rival !== undefined)
        return failure('conflict', `${key.name} is linked to "${rival.name}" already. Unlink that one first.`);
      remote.match = { keyId: key.id, confidence: 1, reason: 'person', detail: 'linked by a person' };
      remote.ignored = false;
      changed();
      return success({});
    },
    unlink: async ({ remoteKeyId }) => {
      const remote = findRemote(remoteKeyId);
      if (remote === undefined) return noRemote();
      remote.match = null;
      changed();
      return success({});
    },
    ignore: async ({ remoteKeyId, ignored }) => {
      const remote = findRemote(remoteKeyId);
      if (remote === undefined) return noRemote();
      remote.ignored = ignored;
      changed();
      return success({});
    },
    adopt: async ({ remoteKeyId, environmentId, name, value: given, kind }) => {
      const value = port.textOf(given);
      const remote = findRemote(remoteKeyId);
      if (remote === undefined) return noRemote();
      if (!value.startsWith(remote.prefix))
        return failure(
          'conflict',
          `That is the value of another key: the provider shows ${remote.prefix}… for "${remote.name}".`,
        );
      const added = await port.add({
        environmentId,
        name,
        value: { from: 'text', text: value },
        ...(kind === undefined ? {} : { kind }),
        scopes: [...(remote.scopes ?? [])],
      });
      if (!added.ok) return added.error.code === 'name-taken' ? failure('name-taken', added.error.message) : noRemote();
      remote.match = { keyId: added.value.keyId, confidence: 1, reason: 'person', detail: 'linked by a person' };
      return success(added.value);
    },
  };

  const drifts: EngineClient['drifts'] = {
    list: async ({ connectionId }) => {
      if (isLocked()) return locked();
      const asked = states.filter(({ connection }) => connectionId === undefined || connection.id === connectionId);
      return success({ drift: asked.flatMap(driftsOf) });
    },
    settle: async ({ kind, remoteKeyId, action }) => {
      const remote = findRemote(remoteKeyId);
      if (remote === undefined) return noRemote();
      if (action === 'ignore' || action === 'keep-typed-date') {
        if (kind === 'unknown-at-provider') remote.ignored = true;
        else accepted.add(`${kind} ${remote.id}`);
        changed();
        return success({ undo: null });
      }
      if (action === 'confirm-gone') {
        remote.goneAt = now();
        changed();
        return success({ undo: null });
      }
      const name = findKey(remote.match?.keyId)?.name;
      if (name === undefined) return noKey();
      const undo = undoable(`Changed ${name}`);
      const key = findKey(remote.match?.keyId);
      if (key === undefined) return noKey();
      if (action === 'mark-revoked') key.status = 'revoked';
      else if (action === 'mark-deactivated') key.status = 'deactivated';
      else if (action === 'take-provider-date') key.expires = remote.expires;
      else if (action === 'take-scopes') key.scopes = [...(remote.scopes ?? [])];
      else key.name = remote.name;
      return success({ undo });
    },
  };

  const check: EngineClient['keys']['check'] = async ({ keyId }) => {
    const key = findKey(keyId);
    if (key === undefined) return noKey();
    if (port.needsConfirmation(key))
      return failure('confirmation-needed', 'This environment is protected. Confirm that you want to use its values.');
    const host = `api.${key.provider ?? 'example'}.test`;
    if (key.status === 'active')
      return success({
        result: 'works' as const,
        message: `${host} accepts the key.`,
        host,
        retryAfterMs: null,
        hints: [],
      });
    return success({
      result: 'refused' as const,
      message: `${host} answered 401 to the key.`,
      host,
      retryAfterMs: null,
      hints: ['Check if the API key has been revoked.', 'Make sure that there are no extra spaces.'],
    });
  };

  return { remoteKeys, drifts, check };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
