import { type Contract, contract, type EngineClient } from '#shared/contract/index.ts';
import type { Procedure } from '#shared/contract/procedure.ts';
import { failure, type Result } from '#shared/contract/result.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { EngineState } from './engine-state.ts';
import type { Handlers } from './handlers.ts';
import { appHandlers } from './handlers-app.ts';
import { historyHandlers, keyHandlers } from './handlers-keys.ts';
import { pastedHandlers } from './handlers-pasted.ts';
import { environmentHandlers, projectHandlers } from './handlers-places.ts';
import { activityHandlers, settingsHandlers } from './handlers-records.ts';
import { exportHandlers, importHandlers } from './handlers-transfer.ts';
import { vaultHandlers } from './handlers-vault.ts';

/**
 * The handlers of each group. What a window asks for only after its first screen is loaded when it is first asked for, with
 * the catalogue, the adapters and the readers behind it: starting takes no longer for them.
 */
const HANDLERS: { readonly [G in keyof Contract]: Handlers<G> | (() => Promise<Handlers<G>>) } = {
  app: appHandlers,
  vault: vaultHandlers,
  projects: projectHandlers,
  environments: environmentHandlers,
  keys: keyHandlers,
  history: historyHandlers,
  pasted: pastedHandlers,
  imports: importHandlers,
  exports: exportHandlers,
  activity: activityHandlers,
  settings: settingsHandlers,
  providers: async () => (await import('./handlers-providers.ts')).providerHandlers,
  connections: async () => (await import('./handlers-connections.ts')).connectionHandlers,
  captures: async () => (await import('./handlers-captures.ts')).captureHandlers,
  remoteKeys: async () => (await import('./handlers-remote-keys.ts')).remoteKeyHandlers,
  drifts: async () => (await import('./handlers-remote-keys.ts')).driftHandlers,
  ciTargets: async () => (await import('./handlers-ci-targets.ts')).ciTargetHandlers,
  placements: async () => (await import('./handlers-placements.ts')).placementHandlers,
  pushes: async () => (await import('./handlers-pushes.ts')).pushHandlers,
  copyAssistant: async () => (await import('./handlers-copy-assistant.ts')).copyAssistantHandlers,
  repositoryScans: async () => (await import('./handlers-repository-scans.ts')).repositoryScanHandlers,
  rotations: async () => (await import('./handlers-rotations.ts')).rotationHandlers,
  policies: async () => (await import('./handlers-reminders.ts')).policyHandlers,
  reminders: async () => (await import('./handlers-reminders.ts')).reminderHandlers,
  updates: async () => (await import('./handlers-updates.ts')).updateHandlers,
  timeline: async () => (await import('./handlers-reminders.ts')).timelineHandlers,
};

type LooseHandler = (engine: EngineState, request: unknown) => Result<unknown> | Promise<Result<unknown>>;

/**
 * Answers one call from outside: parses the request, runs the handler, parses the response. It never throws: what was
 * not expected is logged without its message and answered as `unexpected`.
 */
export async function dispatch(
  engine: EngineState,
  group: string,
  name: string,
  request: unknown,
): Promise<Result<unknown>> {
  const declaration = procedureOf(group, name);
  if (declaration === null) return failure('invalid-request', 'There is no such procedure.');

  const parsed = declaration.request.safeParse(request);
  if (!parsed.success) {
    // Zod's messages name the rule and the place, never the value.
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    return failure(
      'invalid-request',
      `${place === '' ? 'The request' : `"${place}"`} is not valid: ${issue?.message}.`,
      {
        field: place,
      },
    );
  }

  try {
    const handler = await handlerOf(group, name);
    const result = await handler(engine, parsed.data);
    if (!result.ok) return result;
    const response = declaration.response.safeParse(result.value);
    if (response.success) return { ok: true, value: response.data };
    engine.log.error('response-invalid', new TypeError('response'), { group, name });
    return unexpected();
  } catch (error) {
    if (error instanceof VaultError) return error.asFailure();
    const refused = storageFailure(error);
    if (refused !== null) return refused;
    engine.log.error('unexpected', error, { group, name });
    return unexpected();
  }
}

/** The contract as plain methods, in process; each call is parsed like one from a window. */
export function clientOf(call: (group: string, name: string, request: unknown) => Promise<unknown>): EngineClient {
  const groups = Object.entries(contract).map(([group, procedures]) => [
    group,
    Object.fromEntries(Object.keys(procedures).map((name) => [name, (request: unknown) => call(group, name, request)])),
  ]);
  return Object.fromEntries(groups) as EngineClient;
}

function procedureOf(group: string, name: string): Procedure | null {
  if (!Object.hasOwn(contract, group)) return null;
  const procedures = contract[group as keyof Contract] as Record<string, Procedure>;
  return Object.hasOwn(procedures, name) ? (procedures[name] ?? null) : null;
}

async function handlerOf(group: string, name: string): Promise<LooseHandler> {
  const known = HANDLERS[group as keyof Contract];
  const handlers = (typeof known === 'function' ? await known() : known) as unknown as Record<string, LooseHandler>;
  const handler = handlers[name];
  if (handler === undefined) throw new TypeError('A procedure has no handler.');
  return handler;
}

function unexpected() {
  return failure('unexpected', 'Something went wrong that should not have. The log on standard error says where.');
}
