import { type Contract, contract, type EngineClient } from '#shared/contract/index.ts';
import type { Procedure } from '#shared/contract/procedure.ts';
import { failure, type Result } from '#shared/contract/result.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { VaultError } from '../vault/vault-error.ts';
import type { EngineState } from './engine-state.ts';
import type { Handlers } from './handlers.ts';
import { appHandlers } from './handlers-app.ts';
import { historyHandlers, keyHandlers } from './handlers-keys.ts';
import { environmentHandlers, projectHandlers } from './handlers-places.ts';
import { activityHandlers, inboxHandlers, settingsHandlers } from './handlers-records.ts';
import { exportHandlers, importHandlers } from './handlers-transfer.ts';
import { vaultHandlers } from './handlers-vault.ts';

const HANDLERS: { readonly [G in keyof Contract]: Handlers<G> } = {
  app: appHandlers,
  vault: vaultHandlers,
  projects: projectHandlers,
  environments: environmentHandlers,
  keys: keyHandlers,
  history: historyHandlers,
  imports: importHandlers,
  exports: exportHandlers,
  inbox: inboxHandlers,
  activity: activityHandlers,
  settings: settingsHandlers,
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
  const found = procedureOf(group, name);
  if (found === null) return failure('invalid-request', 'There is no such procedure.');
  const { declaration, handler } = found;

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

function procedureOf(group: string, name: string): { declaration: Procedure; handler: LooseHandler } | null {
  if (!Object.hasOwn(contract, group)) return null;
  const procedures = contract[group as keyof Contract] as Record<string, Procedure>;
  const handlers = HANDLERS[group as keyof Contract] as unknown as Record<string, LooseHandler>;
  if (!Object.hasOwn(procedures, name)) return null;
  const declaration = procedures[name];
  const handler = handlers[name];
  return declaration === undefined || handler === undefined ? null : { declaration, handler };
}

function unexpected() {
  return failure('unexpected', 'Something went wrong that should not have. The log on standard error says where.');
}
