/// <reference types="vite/types/importMeta.d.ts" />
import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { Connection, SyncOutcome } from '#shared/domain/remote-key.ts';
import { blankConnection, type FakeConnection, outcome } from './demo-connections.ts';

/** The real definitions, as they are shipped. */
const FILES = import.meta.glob<ProviderDefinition>('../../core/providers/definitions/*.json', {
  eager: true,
  import: 'default',
});
export const DEFINITIONS = Object.values(FILES).toSorted((a, b) => a.name.value.localeCompare(b.name.value, 'en'));

const PAGES = 4;
const PAGE_MS = 120;

export interface FakeProvidersPort {
  /** The connections; changed in place. */
  readonly states: FakeConnection[];
  readonly now: () => number;
  readonly emit: (event: unknown) => void;
  readonly isLocked: () => boolean;
}

/** The catalogue and the connections in memory. A credential with "wrong" in it is refused by the provider. */
export function createFakeProviders({ states, now, emit, isLocked }: FakeProvidersPort) {
  const history = new Map<string, SyncOutcome[]>();
  const wrong = new Set<string>();
  const changed = (): void => emit({ type: 'connections-changed' });
  const locked = () => failure('vault-locked', 'The vault is locked. Unlock it and try again.');
  const gone = () => failure('connection-not-found', 'This connection is not there any more.');
  const noProvider = () => failure('provider-not-found', 'There is no such provider.');
  const find = (id: string): FakeConnection | undefined => states.find(({ connection }) => connection.id === id);
  const definitionOf = (id: string): ProviderDefinition | undefined => DEFINITIONS.find((each) => each.id === id);
  const change = (state: FakeConnection, part: Partial<Connection>): void => {
    state.connection = { ...state.connection, ...part };
  };

  interface Said {
    readonly name?: string | undefined;
    readonly way?: FakeConnection['connection']['chosenWay'] | undefined;
    readonly baseUrl?: string | null | undefined;
    readonly dashboardUrl?: string | null | undefined;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
    readonly credential?: { readonly fields: Readonly<Record<string, string>> } | null | undefined;
  }
  /** What the engine would refuse; null where it takes all of it. */
  const refusal = (said: Said, provider: string, except: string | null) => {
    if (said.name !== undefined && states.some(({ connection: { id, name } }) => name === said.name && id !== except))
      return failure('name-taken', `There is already a connection named "${said.name}". Choose another name.`);
    for (const field of ['baseUrl', 'dashboardUrl'] as const) {
      const typed = said[field];
      if (typeof typed === 'string' && !/^https:\/\/./.test(typed))
        return failure('address-invalid', 'That is no web address. It looks like https://api.example.com/v1.', {
          field,
        });
    }
    for (const { id, label, about } of definitionOf(provider)?.parameters ?? []) {
      const value = said.parameters?.[id];
      const { pattern, words } = about.value;
      if (value !== undefined && pattern !== undefined && !new RegExp(`^(?:${pattern})$`, 'u').test(value))
        return failure('value-invalid', `${label} does not look right: ${words}`, { parameter: id });
    }
    return null;
  };
  const take = (state: FakeConnection, { credential, ...said }: Said): void => {
    const told = Object.entries(said).filter(([name, value]) => name in state.connection && value !== undefined);
    change(state, Object.fromEntries(told));
    const { id, provider } = state.connection;
    if (credential !== undefined) {
      change(state, { hasCredential: credential !== null });
      const bad = credential !== null && Object.values(credential.fields).some((text) => text.includes('wrong'));
      if (bad) wrong.add(id);
      else wrong.delete(id);
    }
    const sync = definitionOf(provider)?.sync;
    if (said.way !== undefined) change(state, { chosenWay: said.way });
    const { chosenWay, hasCredential } = state.connection;
    const usual = sync?.ways[0] === 'api' || hasCredential ? 'api' : 'dashboard';
    const byApi = sync?.api !== undefined && (chosenWay ?? usual) === 'api';
    state.way = byApi ? 'api' : 'dashboard';
    changed();
  };

  const endings = new Map<string, (status: 'done' | 'cancelled') => void>();
  const run = async (state: FakeConnection): Promise<SyncOutcome> => {
    const startedAt = now();
    const { id } = state.connection;
    state.running = { page: 0, pages: PAGES, keys: 0 };
    changed();
    const status = await new Promise<'done' | 'cancelled'>((end) => {
      endings.set(id, end);
      const turn = (page: number): void => {
        if (state.running === null) return;
        if (page > PAGES) {
          end('done');
          return;
        }
        state.running = { page, pages: PAGES, keys: page * 12 };
        changed();
        setTimeout(turn, PAGE_MS, page + 1);
      };
      setTimeout(turn, PAGE_MS, 1);
    });
    endings.delete(id);
    state.running = null;
    const refused = status === 'done' && wrong.has(id);
    const name = definitionOf(state.connection.provider)?.name.value ?? 'The provider';
    const ended = outcome(startedAt, {
      finishedAt: now(),
      status: refused ? 'failed' : status,
      seen: refused ? 0 : PAGES * 12,
      new: refused ? 0 : 2,
      error: refused ? { code: 'provider-refused', message: `${name} refused the credential (401).` } : null,
    });
    if (ended.status === 'done') change(state, { snapshotAt: now(), remoteKeyCount: ended.seen });
    change(state, { lastSync: ended });
    history.set(id, [ended, ...(history.get(id) ?? [])]);
    changed();
    return ended;
  };

  const providers: EngineClient['providers'] = {
    list: async ({ search = '' }) => {
      if (isLocked()) return locked();
      const text = search.toLowerCase();
      const found = DEFINITIONS.filter(({ id, name, defaultVariable, keyKinds }) =>
        [id, name.value, defaultVariable?.value, ...keyKinds.map(({ prefix }) => prefix?.value)]
          .join('\n')
          .toLowerCase()
          .includes(text),
      );
      return success({
        providers: found.map(({ id, name, sync, checks, defaultVariable, keyKinds }) => ({
          id,
          name: name.value,
          ways: sync.ways,
          checksKeys: checks.length > 0,
          defaultVariable: defaultVariable?.value ?? null,
          prefixes: keyKinds.flatMap(({ prefix }) => (prefix === undefined ? [] : [prefix.value])),
          connectionCount: states.filter(({ connection }) => connection.provider === id).length,
        })),
      });
    },
    get: async ({ providerId }) => {
      const definition = definitionOf(providerId);
      return definition === undefined ? noProvider() : success({ definition });
    },
    openPage: async ({ providerId }) => (definitionOf(providerId) === undefined ? noProvider() : success({})),
  };

  const connections: EngineClient['connections'] = {
    list: async () => (isLocked() ? locked() : success({ connections: states.map((state) => ({ ...state })) })),
    add: async ({ provider, ...said }) => {
      const definition = definitionOf(provider);
      if (definition === undefined) return noProvider();
      const refused = refusal(said, provider, null);
      if (refused !== null) return refused;
      const state = blankConnection(provider, said.name ?? definition.name.value);
      states.push(state);
      take(state, said);
      return success({ connectionId: state.connection.id });
    },
    edit: async ({ connectionId, ...said }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      const refused = refusal(said, state.connection.provider, connectionId);
      if (refused !== null) return refused;
      take(state, said);
      return success({});
    },
    remove: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      states.splice(states.indexOf(state), 1);
      changed();
      return success({});
    },
    test: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      if (!state.connection.hasCredential)
        return failure('credential-missing', 'The connection has no credential yet. Edit it and give one.');
      if (!wrong.has(connectionId))
        return success({
          result: 'works' as const,
          message: 'The provider lets this credential list keys.',
          hints: [],
        });
      const hints = definitionOf(state.connection.provider)?.troubleshooting.flatMap(({ checks }) =>
        checks.value.map(({ words }) => words),
      );
      return success({
        result: 'refused' as const,
        message: 'It answered 401 to the request for the list of keys.',
        hints: hints ?? [],
      });
    },
    sync: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      if (state.way !== 'api') return failure('unsupported', 'This connection is captured from its dashboard.');
      return success({ outcome: await run(state), skipped: [] });
    },
    syncAll: async () => {
      const started = states.filter(
        ({ way, connection, running }) => way === 'api' && connection.hasCredential && running === null,
      );
      for (const state of started) void run(state);
      return success({ started: started.map(({ connection }): ConnectionId => connection.id) });
    },
    cancelSync: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      const wasRunning = state.running !== null;
      state.running = null;
      endings.get(connectionId)?.('cancelled');
      changed();
      return success({ wasRunning });
    },
    syncs: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      const { lastSync } = state.connection;
      return success({ syncs: history.get(connectionId) ?? (lastSync === null ? [] : [lastSync]) });
    },
    openDashboard: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      if (state.connection.dashboardUrl === null)
        return failure('address-invalid', 'Nobody said where this dashboard is. Give the connection its address.');
      state.dashboardOpen = true;
      changed();
      return success({});
    },
    closeDashboard: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      const wasOpen = state.dashboardOpen;
      state.dashboardOpen = false;
      changed();
      return success({ wasOpen });
    },
    forgetDashboard: async ({ connectionId }) => {
      const state = find(connectionId);
      if (state === undefined) return gone();
      state.dashboardOpen = false;
      changed();
      return success({});
    },
  };
  return { providers, connections };
}
