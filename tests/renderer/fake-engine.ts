import type { EngineClient, PreloadApi } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { ActivityEntry, ActivityKind } from '#shared/domain/activity.ts';
import type {
  EnvironmentId,
  KeyId,
  PreviewId,
  ProjectId,
  SlotId,
  UndoId,
  VaultId,
  VersionId,
} from '#shared/domain/ids.ts';
import type { KeyDetail, KeySummary, KeyVersion } from '#shared/domain/key.ts';
import { DEFAULT_SETTINGS, type Settings } from '#shared/domain/settings.ts';
import type { SlotKind, VaultStatus } from '#shared/domain/vault.ts';
import { type FakeCi, noCi } from './demo-ci.ts';
import type { FakeConnection } from './demo-connections.ts';
import {
  emptyVault,
  type FakeEnvironment,
  type FakeKey,
  type FakeProject,
  makeProject,
  nextId,
  prefixOf,
  type Vault,
} from './demo-data.ts';
import { createFakeCaptures } from './fake-captures.ts';
import { createFakeCi } from './fake-ci.ts';
import { createFakeCiCopies } from './fake-ci-copies.ts';
import { FakePasted } from './fake-pasted.ts';
import { createFakeProviders } from './fake-providers.ts';
import { createFakeReminders, type FakeReminderFacts } from './fake-reminders.ts';
import { createFakeRemoteKeys } from './fake-remote-keys.ts';
import { createFakeRotations, type FakeRotations, noRotations } from './fake-rotations.ts';
import { createFakeUpdates } from './fake-updates.ts';

const DAY = 86_400_000;
const RECOVERY_CODE = 'MADE-0PRE-C0VE-RYC0-DEF0-RTST-S123';
const typedBackOrNot = (typed: string) =>
  typed.toUpperCase().replace(/[^A-Z0-9]/g, '') === RECOVERY_CODE.replaceAll('-', '')
    ? success({})
    : failure('wrong-recovery-code', 'That is another recovery code, perhaps the one before. Type the new one.');

export interface FakeOptions {
  readonly vault?: Vault;
  readonly state?: VaultStatus['state'];
  readonly slots?: readonly SlotKind[];
  readonly keychain?: 'available' | 'unavailable';
  readonly passphrase?: string;
  readonly now?: () => number;
  /** How long each answer takes, in milliseconds. */
  readonly delayMs?: number;
  readonly newRecoveryCode?: string;
  readonly message?: string;
  readonly platform?: 'darwin' | 'win32' | 'linux';
  /** Procedures (`group.name`) that throw, as when the engine's process has ended. */
  readonly broken?: readonly string[];
  readonly connections?: FakeConnection[];
  readonly ci?: FakeCi;
  readonly reminders?: FakeReminderFacts;
  readonly rotations?: FakeRotations;
}

/**
 * The engine as a window sees it, in memory: enough behaviour to drive every screen without a vault. It stands in for
 * the engine in screenshots and in the filter benchmark only; whether the real one behaves is tested against itself.
 */
export function createFakeEngine(options: FakeOptions = {}): PreloadApi {
  const now = options.now ?? Date.now;
  let vault = options.vault ?? emptyVault();
  let settings: Settings = { ...DEFAULT_SETTINGS };
  let attempts = 0;
  const slots = (options.slots ?? ['keychain', 'recovery']).map((kind) => ({
    id: nextId<SlotId>(),
    kind,
    createdAt: now() - 80 * DAY,
  }));
  let status: VaultStatus = {
    state: options.state ?? 'unlocked',
    vaultId: options.state === 'none' ? null : nextId<VaultId>(),
    slots: options.state === 'none' ? [] : slots,
    unlockedBy: (options.state ?? 'unlocked') === 'unlocked' ? (slots[0]?.kind ?? null) : null,
    keychain: options.keychain ?? 'available',
    message: options.message ?? '',
    rekeyPending: options.newRecoveryCode !== undefined,
  };
  const listeners = new Set<(event: unknown) => void>();
  const confirmed = new Set<string>();
  const undos = new Map<string, { readonly label: string; readonly back: () => void }>();
  const previews = new Map<
    string,
    { readonly environmentId: EnvironmentId; readonly entries: readonly { name: string; value: string }[] }
  >();
  const log: ActivityEntry[] = [];

  const emit = (event: unknown): void => {
    setTimeout(() => {
      for (const listener of listeners) listener(event);
    }, 0);
  };
  const changed = (): void => emit({ type: 'vault-changed', by: 'this-window' });
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const noKey = () => failure('key-not-found', 'This key is not there any more. It may have been deleted elsewhere.');
  const noProject = () => failure('project-not-found', 'This project is not there any more.');
  const noEnvironment = () => failure('environment-not-found', 'This environment is not there any more.');
  const taken = (name: string) => failure('name-taken', `“${name}” is there already. Choose another name.`, { name });

  const projectOf = (environmentId: string): { project: FakeProject; environment: FakeEnvironment } | undefined => {
    for (const project of vault.projects) {
      const environment = project.environments.find(({ id }) => id === environmentId);
      if (environment !== undefined) return { project, environment };
    }
    return undefined;
  };
  const note = (what: ActivityKind, key: FakeKey | null, detail = ''): void => {
    const place = key === null ? undefined : projectOf(key.environmentId);
    log.push({
      sequence: log.length + 1,
      at: now(),
      what,
      by: 'window',
      projectId: place?.project.id ?? null,
      environmentId: key?.environmentId ?? null,
      keyId: key?.id ?? null,
      subject: key?.name ?? '',
      detail,
    });
  };
  /** Remembers the whole vault as it is, so that one change can be taken back, and what `also` takes back besides. */
  const undoable = (label: string, also: () => void = () => undefined) => {
    const before = structuredClone(vault);
    const undoId = nextId<UndoId>();
    const back = (): void => {
      vault = before;
      also();
    };
    undos.set(undoId, { label, back });
    changed();
    return { undoId, label };
  };
  const liveCount = (environmentId: string): number => {
    let count = 0;
    for (const key of vault.keys.values())
      if (key.environmentId === environmentId && key.archivedAt === null && key.deletedAt === null) count += 1;
    return count;
  };
  const describeEnvironment = (project: FakeProject, environment: FakeEnvironment, keyCount: number) => ({
    id: environment.id,
    projectId: project.id,
    name: environment.name,
    position: project.environments.indexOf(environment),
    colour: environment.colour,
    protected: environment.protected,
    keyCount,
  });
  const countByEnvironment = (): Map<EnvironmentId, number> => {
    const counts = new Map<EnvironmentId, number>();
    for (const key of vault.keys.values()) {
      if (key.archivedAt === null && key.deletedAt === null)
        counts.set(key.environmentId, (counts.get(key.environmentId) ?? 0) + 1);
    }
    return counts;
  };
  const describeProject = (project: FakeProject, counts: ReadonlyMap<EnvironmentId, number>) => {
    const environments = project.environments.map((environment) =>
      describeEnvironment(project, environment, counts.get(environment.id) ?? 0),
    );
    return {
      id: project.id,
      name: project.name,
      position: vault.projects.indexOf(project),
      archivedAt: project.archivedAt,
      keyCount: environments.reduce((sum, { keyCount }) => sum + keyCount, 0),
      environments,
    };
  };
  const current = (key: FakeKey): FakeKey['versions'][number] => {
    const [version] = key.versions;
    if (version === undefined) throw new Error('A key has at least one version.');
    return version;
  };
  const summary = (key: FakeKey, projectId: ProjectId): KeySummary => ({
    id: key.id,
    projectId,
    environmentId: key.environmentId,
    name: key.name,
    provider: key.provider,
    kind: key.kind,
    status: key.status,
    prefix: current(key).prefix,
    suffix: current(key).suffix,
    scopes: key.scopes,
    tags: key.tags,
    consumer: key.consumer,
    createdAt: key.created?.at ?? null,
    expiresAt: key.expires?.at ?? null,
    expiresOrigin: key.expires?.origin ?? null,
    rotateEvery: key.rotateEvery,
    lastUsedAt: key.lastUsed?.at ?? null,
    versions: key.versions.length,
    rotatedAt: current(key).createdAt,
    archivedAt: key.archivedAt,
    deletedAt: key.deletedAt,
    updatedAt: key.updatedAt,
  });
  const sameValue = (value: string, except: string | null) => {
    const found = [];
    for (const key of vault.keys.values()) {
      const place = projectOf(key.environmentId);
      if (key.id === except || place === undefined || key.deletedAt !== null || current(key).value !== value) continue;
      found.push({ keyId: key.id, name: key.name, project: place.project.name, environment: place.environment.name });
    }
    return found;
  };
  const detail = (key: FakeKey, projectId: ProjectId): KeyDetail => ({
    id: key.id,
    projectId,
    environmentId: key.environmentId,
    name: key.name,
    provider: key.provider,
    kind: key.kind,
    status: key.status,
    consumer: key.consumer,
    description: key.description,
    notes: key.notes,
    scopes: key.scopes,
    tags: key.tags,
    created: key.created,
    expires: key.expires,
    lastUsed: key.lastUsed,
    rotateEvery: key.rotateEvery,
    versions: key.versions.map(({ value: _value, ...version }): KeyVersion => version),
    sameValue: sameValue(current(key).value, key.id),
    addedAt: key.addedAt,
    updatedAt: key.updatedAt,
    archivedAt: key.archivedAt,
    deletedAt: key.deletedAt,
  });
  const nameIsTaken = (environmentId: string, name: string, except: string | null): boolean => {
    for (const key of vault.keys.values()) {
      if (
        key.environmentId === environmentId &&
        key.name === name &&
        key.id !== except &&
        key.archivedAt === null &&
        key.deletedAt === null
      )
        return true;
    }
    return false;
  };
  const needsConfirmation = (key: FakeKey): boolean => {
    const place = projectOf(key.environmentId);
    return place?.environment.protected === true && !confirmed.has(key.environmentId);
  };
  const askFirst = () =>
    failure('confirmation-needed', 'This environment is protected. Confirm that you want to use its values.');
  const findKey = (id: string): FakeKey | undefined => vault.keys.get(id as KeyId);
  const keysOf = (ids: readonly string[]): FakeKey[] => ids.flatMap((id) => findKey(id) ?? []);
  const counted = (keys: readonly FakeKey[]): string =>
    keys.length === 1 ? (keys[0]?.name ?? '') : `${keys.length} keys`;
  const isLocked = (): boolean => status.state !== 'unlocked';
  const unlock = (by: SlotKind) => {
    attempts = 0;
    status = { ...status, state: 'unlocked', unlockedBy: by, rekeyPending: false };
    emit({ type: 'vault-status-changed' });
    return success({ unlockedBy: by, newRecoveryCode: options.newRecoveryCode ?? null });
  };
  const tooMany = () =>
    failure('too-many-attempts', 'Too many attempts. Wait before you try again.', { retryAfterMs: 20_000 });

  const states = options.connections ?? [];
  const pasted = new FakePasted();
  const { check, remoteKeys, drifts } = createFakeRemoteKeys({
    states,
    now,
    keys: () => [...vault.keys.values()],
    place: projectOf,
    undoable,
    changed,
    isLocked,
    add: (request) => api.keys.add(request),
    textOf: (given) => pasted.textOf(given),
    needsConfirmation,
  });
  const ciPort = { ci: options.ci ?? noCi(), now, emit, isLocked, findKey, place: projectOf, needsConfirmation };
  const ci = createFakeCi(ciPort);
  const api: EngineClient = {
    pasted: pasted.api,
    ...createFakeProviders({ states, now, emit, isLocked }),
    ...createFakeReminders({
      ...{ states, now, undoable, isLocked, place: projectOf, told: options.reminders ?? {} },
      projects: () => vault.projects,
      keys: () => vault.keys.values(),
      placements: (request) => ci.placements.list(request),
      drifts: async () => {
        const answer = await drifts.list({});
        return answer.ok ? answer.value.drift : [];
      },
    }),
    ...createFakeRotations({
      ...ciPort,
      state: options.rotations ?? noRotations(),
      keys: () => [...vault.keys.values()],
      setValue: (key, value, identifier) => {
        const first = current(key);
        for (const version of key.versions) version.state = version === first ? 'previous' : 'retired';
        addVersion(key, value, identifier ?? first.identifier);
        changed();
        return current(key).id;
      },
    }),
    captures: createFakeCaptures({
      states,
      now,
      changed: () => {
        emit({ type: 'connections-changed' });
        changed();
      },
    }),
    remoteKeys,
    drifts,
    ...ci,
    ...createFakeCiCopies(ciPort, ci, (keyId) => {
      const key = findKey(keyId);
      return key === undefined ? [] : sameValue(current(key).value, key.id);
    }),
    updates: createFakeUpdates(() => emit({ type: 'updates-changed' })),
    app: {
      commandLine: async () =>
        success({
          path: null,
          install: 'npm install --global https://github.com/keyrail/keyrail/releases/download/v0.1.0/keyrail-0.1.0.tgz',
        }),
      info: async () =>
        success({
          version: '0.1.0',
          runtime: 'chromium' as const,
          platform: options.platform ?? 'linux',
          home: '/home/dana/.local/share/Keyrail',
          features: { tray: false, notifications: true, globalShortcut: false, screenLockEvents: true },
        }),
      doctor: async () =>
        success({
          checks: [
            {
              id: 'vault' as const,
              title: 'Vault',
              outcome: 'ok' as const,
              message: 'The header and the database fit each other.',
              mend: '',
            },
            {
              id: 'keychain' as const,
              title: 'Keychain',
              outcome: 'ok' as const,
              message: 'The keychain answers.',
              mend: '',
            },
            {
              id: 'backup' as const,
              title: 'Backup',
              outcome: 'warning' as const,
              message: 'The newest backup is 12 days old.',
              mend: 'Back up now in Settings.',
            },
          ],
        }),
      openPage: async () => success({}),
    },
    vault: {
      status: async () => success(status),
      create: async ({ unlock: method, passphrase }) => {
        if (method !== 'passphrase' && status.keychain === 'unavailable')
          return failure('keychain-unavailable', 'No keychain answers on this machine.');
        if (method !== 'keychain' && (passphrase ?? '').length < 10)
          return failure('weak-passphrase', 'This passphrase is too easy to guess. Use five or more random words.');
        const vaultId = nextId<VaultId>();
        status = {
          ...status,
          state: 'unlocked',
          vaultId,
          unlockedBy: method,
          slots: [method, 'recovery' as const].map((kind) => ({ id: nextId<SlotId>(), kind, createdAt: now() })),
        };
        emit({ type: 'vault-status-changed' });
        return success({ vaultId, recoveryCode: RECOVERY_CODE });
      },
      checkRecoveryCode: async ({ code }) => {
        const typed = code.toUpperCase().replace(/[^A-Z0-9]/g, '');
        const real = RECOVERY_CODE.replaceAll('-', '');
        if (typed === real) return success({});
        return typed.length === real.length
          ? failure('wrong-recovery-code', 'This is a recovery code, but not the one of this vault.')
          : failure('mistyped-recovery-code', 'There is a typing mistake in the code.');
      },
      unlock: async ({ with: way }) => {
        if (attempts >= 4) return tooMany();
        switch (way.kind) {
          case 'keychain':
            return status.keychain === 'available'
              ? unlock('keychain')
              : failure('keychain-unavailable', 'No keychain answers on this machine.');
          case 'passphrase':
            if (way.passphrase === (options.passphrase ?? 'correct horse battery')) return unlock('passphrase');
            attempts += 1;
            return failure('wrong-passphrase', 'This passphrase does not open the vault.');
          case 'recovery':
            if (way.code.toUpperCase().replace(/[^A-Z0-9]/g, '') === RECOVERY_CODE.replaceAll('-', ''))
              return unlock('recovery');
            attempts += 1;
            return failure('mistyped-recovery-code', 'There is a typing mistake in the code.');
        }
      },
      lock: async () => {
        status = { ...status, state: 'locked', unlockedBy: null };
        confirmed.clear();
        pasted.clear();
        emit({ type: 'vault-status-changed' });
        return success({});
      },
      setPassphrase: async ({ passphrase, withKeychain }) => {
        if (passphrase.length < 10)
          return failure('weak-passphrase', 'This passphrase is too easy to guess. Use five or more random words.');
        const kind: SlotKind = withKeychain ? 'keychain+passphrase' : 'passphrase';
        const others = status.slots.filter((slot) => slot.kind !== kind && !(withKeychain && slot.kind === 'keychain'));
        status = { ...status, slots: [...others, { id: nextId<SlotId>(), kind, createdAt: now() }] };
        emit({ type: 'vault-status-changed' });
        return success({});
      },
      addKeychain: async () => {
        status = {
          ...status,
          slots: [
            ...status.slots.filter(({ kind }) => kind !== 'keychain'),
            { id: nextId<SlotId>(), kind: 'keychain', createdAt: now() },
          ],
        };
        emit({ type: 'vault-status-changed' });
        return success({});
      },
      removeSlot: async ({ slotId }) => {
        status = { ...status, slots: status.slots.filter(({ id }) => id !== slotId) };
        emit({ type: 'vault-status-changed' });
        return success({});
      },
      newRecoveryCode: async () => success({ recoveryCode: RECOVERY_CODE }),
      replaceRecoveryCode: async ({ typedBack }) => typedBackOrNot(typedBack),
      rekey: async ({ typedBack }) => {
        emit({ type: 'rekey-progress', done: vault.keys.size, total: vault.keys.size });
        return typedBackOrNot(typedBack);
      },
      backUp: async () => success({ fileName: 'keyrail-backup-2026-11-21.keyrail' }),
      restoreBackup: async () => {
        status = { ...status, state: 'locked', vaultId: nextId<VaultId>(), slots };
        emit({ type: 'vault-status-changed' });
        return success(status);
      },
    },
    projects: {
      list: async () => {
        if (isLocked()) return locked();
        const counts = countByEnvironment();
        const sorted = [...vault.projects].sort(
          (a, b) => Number(a.archivedAt !== null) - Number(b.archivedAt !== null),
        );
        return success({ projects: sorted.map((project) => describeProject(project, counts)) });
      },
      create: async ({ name }) => {
        if (vault.projects.some((project) => project.name === name)) return taken(name);
        const answer = undoable(`Added ${name}`);
        const project = makeProject(name);
        vault.projects.push(project);
        return success({ ...answer, project: describeProject(project, new Map()) });
      },
      rename: async ({ projectId, name }) => {
        const project = vault.projects.find(({ id }) => id === projectId);
        if (project === undefined) return noProject();
        if (vault.projects.some((other) => other.name === name && other !== project)) return taken(name);
        const answer = undoable(`Renamed to ${name}`);
        project.name = name;
        return success(answer);
      },
      reorder: async ({ projectIds }) => {
        const answer = undoable('Reordered projects');
        vault.projects.sort((a, b) => projectIds.indexOf(a.id) - projectIds.indexOf(b.id));
        return success(answer);
      },
      archive: async ({ projectId, archived }) => {
        const project = vault.projects.find(({ id }) => id === projectId);
        if (project === undefined) return noProject();
        const answer = undoable(`${archived ? 'Archived' : 'Brought back'} ${project.name}`);
        project.archivedAt = archived ? now() : null;
        return success(answer);
      },
      remove: async ({ projectId }) => {
        const project = vault.projects.find(({ id }) => id === projectId);
        if (project === undefined) return noProject();
        if ([...vault.keys.values()].some((key) => projectOf(key.environmentId)?.project === project)) {
          return failure('not-empty', 'This project still has keys. Move or erase them first, or archive the project.');
        }
        const answer = undoable(`Removed ${project.name}`);
        vault.projects.splice(vault.projects.indexOf(project), 1);
        return success(answer);
      },
    },
    environments: {
      create: async ({ projectId, name, colour, protected: isProtected }) => {
        const project = vault.projects.find(({ id }) => id === projectId);
        if (project === undefined) return noProject();
        if (project.environments.some((environment) => environment.name === name)) return taken(name);
        const answer = undoable(`Added ${name}`);
        const environment: FakeEnvironment = {
          id: nextId<EnvironmentId>(),
          name,
          colour: colour ?? (project.environments.length % 8) + 1,
          protected: isProtected ?? false,
        };
        project.environments.push(environment);
        return success({ ...answer, environment: describeEnvironment(project, environment, 0) });
      },
      edit: async ({ environmentId, ...change }) => {
        const place = projectOf(environmentId);
        if (place === undefined) return noEnvironment();
        const clash = place.project.environments.some(({ id, name }) => name === change.name && id !== environmentId);
        if (change.name !== undefined && clash) return taken(change.name);
        const answer = undoable(`Changed ${change.name ?? place.environment.name}`);
        Object.assign(place.environment, change);
        return success(answer);
      },
      reorder: async ({ projectId, environmentIds }) => {
        const project = vault.projects.find(({ id }) => id === projectId);
        if (project === undefined) return noProject();
        const answer = undoable('Reordered environments');
        project.environments.sort((a, b) => environmentIds.indexOf(a.id) - environmentIds.indexOf(b.id));
        return success(answer);
      },
      remove: async ({ environmentId }) => {
        const place = projectOf(environmentId);
        if (place === undefined) return noEnvironment();
        if (liveCount(environmentId) > 0)
          return failure('not-empty', 'This environment still has keys. Move or erase them first.');
        const answer = undoable(`Removed ${place.environment.name}`);
        place.project.environments = place.project.environments.filter(({ id }) => id !== environmentId);
        return success(answer);
      },
      confirmProtected: async ({ environmentId }) => {
        confirmed.add(environmentId);
        return success({});
      },
    },
    keys: {
      check,
      list: async ({ projectId, environmentId, show = 'live', cursor, limit = 10_000 }) => {
        if (isLocked()) return locked();
        const owners = new Map(
          vault.projects.flatMap((project) =>
            project.environments.map((environment) => [environment.id, project.id] as const),
          ),
        );
        const found: KeySummary[] = [];
        const start = cursor === undefined ? 0 : Number(cursor);
        let seen = 0;
        let more = false;
        for (const key of vault.keys.values()) {
          const owner = owners.get(key.environmentId);
          const state = key.deletedAt !== null ? 'deleted' : key.archivedAt !== null ? 'archived' : 'live';
          if (owner === undefined || state !== show) continue;
          if (projectId !== undefined && owner !== projectId) continue;
          if (environmentId !== undefined && key.environmentId !== environmentId) continue;
          seen += 1;
          if (seen <= start) continue;
          if (found.length === limit) {
            more = true;
            break;
          }
          found.push(summary(key, owner));
        }
        return success({ keys: found, nextCursor: more ? String(start + limit) : null });
      },
      get: async ({ keyId }) => {
        if (isLocked()) return locked();
        const key = findKey(keyId);
        const place = key && projectOf(key.environmentId);
        if (key === undefined || place === undefined) return noKey();
        return success({ key: detail(key, place.project.id) });
      },
      recognise: async ({ text: given, name }) => {
        const text = pasted.textOf(given);
        const lines = text.split('\n').filter((line) => line.includes('='));
        const value = text
          .trim()
          .replace(/^export\s+/, '')
          .replace(/^[A-Z0-9_]+=/, '')
          .replace(/^["']|["']$/g, '');
        const found = /^(?:export\s+)?([A-Z0-9_]+)=/.exec(text.trim())?.[1] ?? null;
        return success({
          shape: value === '' ? ('empty' as const) : lines.length > 1 ? ('many' as const) : ('one' as const),
          name: found,
          removed: found === null ? [] : [`${found}=`],
          offered: [],
          candidates: value.startsWith('nrx_')
            ? [
                {
                  provider: 'norrix',
                  providerName: 'Norrix',
                  certain: true,
                  kind: 'token' as const,
                  prefix: prefixOf(value),
                  environmentHint: null,
                  suggestedName: name ?? 'NORRIX_API_KEY',
                  checksum: 'none' as const,
                  expiresAt: null,
                  note: '',
                },
              ]
            : [],
          sameValue: sameValue(value, null),
          lengthBytes: value.length,
        });
      },
      add: async ({
        environmentId,
        name,
        value,
        identifier,
        verbatim: _verbatim,
        withOffered: _offered,
        expires,
        createdAt,
        ...fields
      }) => {
        const place = projectOf(environmentId);
        if (place === undefined) return noEnvironment();
        if (nameIsTaken(environmentId, name, null)) return taken(name);
        const text = value.from === 'text' ? pasted.textOf(value.text) : 'made-up file';
        if (text === '') return failure('value-empty', 'There is no value.');
        const answer = undoable(`Added ${name} to ${place.environment.name}`);
        const key: FakeKey = {
          id: nextId<KeyId>(),
          environmentId: place.environment.id,
          name,
          provider: fields.provider ?? null,
          kind: fields.kind ?? 'secret',
          status: 'active',
          consumer: fields.consumer ?? null,
          description: fields.description ?? '',
          notes: fields.notes ?? '',
          scopes: fields.scopes ?? [],
          tags: fields.tags ?? [],
          created: createdAt == null ? null : { at: createdAt, origin: 'typed', precision: 'day' },
          expires: expires == null ? null : { ...expires, origin: 'typed' },
          lastUsed: null,
          rotateEvery: fields.rotateEvery ?? null,
          versions: [],
          addedAt: now(),
          updatedAt: now(),
          archivedAt: null,
          deletedAt: null,
        };
        addVersion(key, text, identifier ?? null);
        vault.keys.set(key.id, key);
        note('key-added', key);
        return success({ ...answer, keyId: key.id });
      },
      edit: async ({ keyId, expires, createdAt, ...fields }) => {
        const before = findKey(keyId);
        if (before === undefined) return noKey();
        const answer = undoable(`Changed ${before.name}`);
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        for (const [field, value] of Object.entries(fields))
          if (value !== undefined) Object.assign(key, { [field]: value });
        if (expires !== undefined) key.expires = expires === null ? null : { ...expires, origin: 'typed' };
        if (createdAt !== undefined)
          key.created = createdAt === null ? null : { at: createdAt, origin: 'typed', precision: 'instant' };
        key.updatedAt = now();
        note('key-edited', key);
        return success(answer);
      },
      setValue: async ({ keyId, value, identifier, discardPrevious }) => {
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        const text = value.from === 'text' ? pasted.textOf(value.text) : 'made-up file';
        const first = current(key);
        if (first.value === text)
          return success({
            versionId: first.id,
            undoId: null,
            label: `${key.name} has this value already`,
            changed: false,
          });
        const answer = undoable(`New value for ${key.name}`);
        for (const version of key.versions) version.state = version === first ? 'previous' : 'retired';
        if (discardPrevious === true) Object.assign(first, { state: 'retired', hasValue: false });
        addVersion(key, text, identifier ?? first.identifier);
        note('value-set', key);
        return success({ ...answer, versionId: current(key).id, changed: true });
      },
      retireVersion: async ({ keyId, versionId }) => {
        const key = findKey(keyId);
        const version = key?.versions.find(({ id }) => id === versionId);
        if (key === undefined || version === undefined) return noKey();
        const answer = undoable(`Retired version ${version.number} of ${key.name}`);
        Object.assign(version, { state: 'retired', retiredAt: now() });
        return success(answer);
      },
      makeCurrent: async ({ keyId, versionId }) => {
        const key = findKey(keyId);
        const version = key?.versions.find(({ id }) => id === versionId);
        if (key === undefined || version === undefined) return noKey();
        if (needsConfirmation(key)) return askFirst();
        const answer = undoable(`Made an earlier value of ${key.name} current`);
        for (const each of key.versions)
          if (each.state !== 'retired') each.state = each.state === 'current' ? 'previous' : 'retired';
        Object.assign(version, { state: 'current', retiredAt: null });
        return success(answer);
      },
      copy: async ({ keyId, field }) => {
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        if (field !== 'name' && needsConfirmation(key)) return askFirst();
        note('copied', key);
        setTimeout(() => emit({ type: 'clipboard-cleared' }), settings.clearClipboardAfterMs);
        return success({ clearAfterMs: settings.clearClipboardAfterMs });
      },
      reveal: async ({ keyId, versionId }) => {
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        if (needsConfirmation(key)) return askFirst();
        const version = key.versions.find(({ id }) => id === versionId) ?? current(key);
        note('revealed', key);
        return success({ text: version.value, encoding: 'utf8' as const, hideAfterMs: settings.hideRevealedAfterMs });
      },
      saveToFile: async ({ keyId }) => {
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        if (needsConfirmation(key)) return askFirst();
        return success({ fileName: current(key).identifier ?? key.name });
      },
      move: async ({ keyIds, environmentId }) => {
        const place = projectOf(environmentId);
        if (place === undefined) return noEnvironment();
        const clash = keysOf(keyIds).find((key) => nameIsTaken(environmentId, key.name, key.id));
        if (clash !== undefined) return taken(clash.name);
        const answer = undoable(`Moved ${counted(keysOf(keyIds))} to ${place.environment.name}`);
        for (const key of keysOf(keyIds)) key.environmentId = place.environment.id;
        return success(answer);
      },
      rename: async ({ keyId, name }) => {
        const key = findKey(keyId);
        if (key === undefined) return noKey();
        if (nameIsTaken(key.environmentId, name, keyId)) return taken(name);
        const answer = undoable(`Renamed ${key.name} to ${name}`);
        key.name = name;
        return success(answer);
      },
      archive: async ({ keyIds, archived }) => {
        const answer = undoable(`${archived ? 'Archived' : 'Brought back'} ${counted(keysOf(keyIds))}`);
        for (const key of keysOf(keyIds)) key.archivedAt = archived ? now() : null;
        return success(answer);
      },
      remove: async ({ keyIds }) => {
        const answer = undoable(`Deleted ${counted(keysOf(keyIds))}`);
        for (const key of keysOf(keyIds)) key.deletedAt = now();
        return success(answer);
      },
      restore: async ({ keyIds }) => {
        const answer = undoable(`Restored ${counted(keysOf(keyIds))}`);
        for (const key of keysOf(keyIds)) key.deletedAt = null;
        return success(answer);
      },
      purge: async ({ keyIds }) => {
        for (const key of keysOf(keyIds)) vault.keys.delete(key.id);
        changed();
        return success({ purged: keyIds.length });
      },
    },
    history: {
      undo: async ({ undoId }) => {
        const undo = undos.get(undoId);
        if (undo === undefined) return failure('undo-not-found', 'This change cannot be taken back any more.');
        undo.back();
        undos.delete(undoId);
        changed();
        return success({ label: undo.label });
      },
    },
    imports: {
      openFile: async ({ environmentId }) =>
        openText(
          environmentId,
          'NEW_TOKEN=madeup-value-000\nBKEND_SECRET_KEY=changed-madeup\nDEBUG=true',
          '.env.production',
        ),
      openText: async ({ environmentId, text }) => openText(environmentId, pasted.textOf(text), 'pasted text'),
      readAs: async () => failure('import-invalid', 'Every program reads this file alike.'),
      reveal: async () => failure('preview-not-found', 'This preview is not there any more. Open the file again.'),
      apply: async ({ previewId, indexes }) => {
        const preview = previews.get(previewId);
        if (preview === undefined)
          return failure('preview-not-found', 'This preview is not there any more. Open the file again.');
        const answer = undoable(`Imported ${indexes.length} keys`);
        let added = 0;
        let changedCount = 0;
        for (const index of indexes) {
          const entry = preview.entries[index];
          if (entry === undefined) continue;
          const existing = [...vault.keys.values()].find(
            (key) => key.environmentId === preview.environmentId && key.name === entry.name,
          );
          if (existing !== undefined) {
            addVersion(existing, entry.value, null);
            changedCount += 1;
            continue;
          }
          await api.keys.add({
            environmentId: preview.environmentId,
            name: entry.name,
            value: { from: 'text', text: entry.value },
          });
          added += 1;
        }
        previews.delete(previewId);
        return success({ added, changed: changedCount, ...answer });
      },
      discard: async ({ previewId }) => {
        previews.delete(previewId);
        return success({});
      },
    },
    exports: {
      save: async ({ environmentId }) => {
        const place = projectOf(environmentId);
        if (place?.environment.protected === true && !confirmed.has(environmentId)) return askFirst();
        return success({ fileName: '.env', notes: [], count: liveCount(environmentId) });
      },
    },
    activity: {
      list: async ({ keyId, before, limit = 200 }) => {
        const found = log
          .filter(
            (entry) =>
              (keyId === undefined || entry.keyId === keyId) && (before === undefined || entry.sequence < before),
          )
          .reverse();
        return success({ entries: found.slice(0, limit), more: found.length > limit });
      },
      verify: async () => success({ intact: true, entries: log.length, firstBroken: null }),
    },
    settings: {
      get: async () => (isLocked() ? locked() : success({ settings })),
      update: async ({ change }) => {
        settings = {
          ...settings,
          ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)),
        };
        changed();
        return success({ settings });
      },
    },
  };

  function addVersion(key: FakeKey, value: string, identifier: string | null): void {
    key.versions.unshift({
      id: nextId<VersionId>(),
      number: key.versions.length + 1,
      state: 'current',
      prefix: prefixOf(value),
      suffix: value.slice(-4),
      identifier,
      lengthBytes: value.length,
      hasValue: true,
      createdAt: now(),
      retiredAt: null,
      value,
    });
  }

  function openText(wanted: string, text: string, source: string) {
    const place = projectOf(wanted);
    if (place === undefined) return noEnvironment();
    const environmentId = place.environment.id;
    const previewId = nextId<PreviewId>();
    const entries = text.split('\n').flatMap((line, index) => {
      const match = /^(?:export\s+)?([A-Za-z0-9_]+)=(.*)$/.exec(line.trim());
      return match === null ? [] : [{ name: match[1] ?? '', value: match[2] ?? '', line: index + 1 }];
    });
    previews.set(previewId, { environmentId, entries });
    return success({
      previewId,
      source,
      format: 'dotenv' as const,
      reader: 'most' as const,
      environmentId,
      entries: entries.map(({ name, value, line }, index) => {
        const existing = [...vault.keys.values()].find(
          (key) => key.environmentId === environmentId && key.name === name,
        );
        const plain = value === 'true' || value === 'false' || /^\d+$/.test(value);
        const outcome = plain
          ? 'not-a-secret'
          : existing === undefined
            ? 'new'
            : current(existing).value === value
              ? 'same'
              : 'changed';
        return {
          index,
          name,
          line,
          outcome: outcome as 'new' | 'changed' | 'same' | 'not-a-secret',
          reason: plain ? 'a switch, not a secret' : '',
          provider: null,
          maybe: null,
          kind: 'secret' as const,
          prefix: prefixOf(value),
          existing: existing?.id ?? null,
          readings: [],
          reading: null,
          differs: false,
          unread: [],
        };
      }),
      errors: [],
      warnings: [],
    });
  }

  const onEvent: PreloadApi['onEvent'] = (listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  };
  return { ...slowed(api, options), onEvent };
}

/** Answers after `delayMs`, as a process of its own would; a broken procedure throws. */
function slowed(api: EngineClient, { delayMs = 0, broken = [] }: FakeOptions): EngineClient {
  const groups = Object.entries(api).map(([group, procedures]) => {
    const wrapped = Object.entries(procedures as Record<string, (request: never) => Promise<unknown>>).map(
      ([name, procedure]) => [
        name,
        async (request: never) => {
          if (broken.includes(`${group}.${name}`)) throw new Error('The engine’s process has ended.');
          if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
          return procedure(request);
        },
      ],
    );
    return [group, Object.fromEntries(wrapped)];
  });
  // Every procedure keeps its own request and answer; only the time of the answer is another.
  return Object.fromEntries(groups) as EngineClient;
}
