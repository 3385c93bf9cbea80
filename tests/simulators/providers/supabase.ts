import type { Clock } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { json, type Reply } from '../frame/reply.ts';
import { bearer, jsonObject, param, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface SupabaseKey {
  readonly id: string;
  readonly type: 'legacy' | 'publishable' | 'secret';
  readonly name: string;
  readonly description: string | null;
  readonly prefix: string | null;
  readonly hash: string | null;
  readonly secret_jwt_template: { readonly role: string } | null;
  readonly inserted_at: string | null;
  readonly updated_at: string | null;
  readonly value: string;
}

/** Projects at Supabase, by their reference of 20 lowercase letters. */
export class Supabase {
  readonly accessToken: string;
  readonly projects = new Map<string, SupabaseKey[]>();
  readonly #madeUp = new MadeUp('supabase');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.accessToken = `sbp_${this.#madeUp.hex(40)}`;
  }

  /** A new project, with its two legacy keys. */
  addProject(): string {
    const ref = this.#madeUp.from('abcdefghijklmnopqrstuvwxyz', 20);
    const legacy = ['anon', 'service_role'].map((name) => ({
      id: name,
      type: 'legacy' as const,
      name,
      description: null,
      prefix: null,
      hash: null,
      secret_jwt_template: null,
      inserted_at: null,
      updated_at: null,
      value: `eyJ${this.#madeUp.base62(60)}`,
    }));
    this.projects.set(ref, legacy);
    return ref;
  }

  add(ref: string, type: 'publishable' | 'secret', name: string, description: string | null = null): SupabaseKey {
    const at = new Date(this.#now()).toISOString();
    const random = this.#madeUp.base62(31);
    const key: SupabaseKey = {
      id: this.#madeUp.uuid(),
      type,
      name,
      description,
      prefix: type === 'secret' ? random.slice(0, 5) : null,
      hash: this.#madeUp.hex(64),
      secret_jwt_template: type === 'secret' ? { role: 'service_role' } : null,
      inserted_at: at,
      updated_at: at,
      value: `sb_${type}_${random}`,
    };
    this.projects.get(ref)?.push(key);
    return key;
  }
}

/** Supabase's Management API: the keys of a project. */
export function startSupabase(options: SimulatorOptions = {}): Promise<Simulator<Supabase>> {
  const state = new Supabase(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'Not found'));
  type ProjectHandler = (request: SimulatorRequest, keys: SupabaseKey[], ref: string) => Reply;
  function route(method: string, path: string, handler: ProjectHandler): void {
    router.on(method, `/v1/projects/:ref/api-keys${path}`, (request) => {
      if (bearer(request) !== state.accessToken || request.sessionExpired) return failure(401, 'Unauthorized');
      const keys = state.projects.get(param(request, 'ref'));
      return keys === undefined ? failure(403, 'Forbidden resource') : handler(request, keys, param(request, 'ref'));
    });
  }
  route('GET', '', (request, keys) => json(keys.map((key) => shown(key, request))));
  route('GET', '/legacy', () => json({ enabled: true }));
  route('POST', '', (request, _keys, ref) => {
    const { type, name, description } = jsonObject(request) ?? {};
    const typed = type === 'publishable' || type === 'secret';
    if (!typed || typeof name !== 'string' || !/^[a-z_][a-z0-9_]{3,63}$/.test(name))
      return failure(400, 'Invalid request');
    const key = state.add(ref, type, name, typeof description === 'string' ? description : null);
    return json(shown(key, request), { status: 201 });
  });
  route('DELETE', '/:id', (request, keys) => {
    const key = keys.find(({ id }) => id === param(request, 'id'));
    if (key === undefined) return failure(404, 'Not found');
    keys.splice(keys.indexOf(key), 1);
    return json(shown(key, request));
  });
  return startServer(router, state, options);
}

/** Legacy and publishable keys come in the clear, secret ones only where `reveal` asks for it. */
function shown({ value, ...key }: SupabaseKey, request: SimulatorRequest): Record<string, unknown> {
  const clear = key.type !== 'secret' || request.url.searchParams.get('reveal') === 'true';
  return { ...key, api_key: clear ? value : null };
}

function failure(status: number, message: string): Reply {
  return json({ message }, { status });
}
