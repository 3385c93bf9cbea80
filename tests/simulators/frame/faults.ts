import { SECOND_MS } from './clock.ts';
import { html } from './html.ts';
import { htmlPage, json, type Reply, text, withHeaders } from './reply.ts';
import type { SimulatorRequest } from './request.ts';

/** What can go wrong on request. `status` answers in the provider's place, in plain JSON that no provider documents. */
export type Fault =
  | { readonly kind: 'status'; readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 500 | 502 | 503 }
  /** 429; null: without a Retry-After, else seconds or the HTTP date that many seconds from now. */
  | {
      readonly kind: 'limited';
      readonly retryAfterSeconds: number | null;
      readonly as?: 'seconds' | 'date';
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The length of the whole, half of the body, and the end of the connection. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'wrong-content-type'; readonly contentType: string }
  | { readonly kind: 'html-error'; readonly status: 200 | 403 | 502 }
  | { readonly kind: 'redirect'; readonly to: string; readonly status?: 301 | 302 | 307 | 308 }
  | { readonly kind: 'redirect-loop' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'endless-body' }
  | { readonly kind: 'endless-pages' }
  /** Sends the request's credentials back: in an error, or beside the true answer. */
  | { readonly kind: 'echo'; readonly status: 200 | 400 | 401 }
  | { readonly kind: 'session-expired' };

export interface FaultScope {
  /** Only requests whose path starts so. */
  readonly path?: string;
  readonly method?: string;
  /** Lets that many matching requests through first: "in the middle". */
  readonly after?: number;
  /** How many requests it spoils; without it, all until it is taken back. */
  readonly times?: number;
}

interface Switch extends FaultScope {
  readonly fault: Fault;
  passed: number;
  used: number;
}

/** The switches of one simulator. */
export class Faults {
  readonly #switches: Switch[] = [];

  /** Switches a fault on; the returned function switches it off. Where two apply to a request, the older wins. */
  add(fault: Fault, scope: FaultScope = {}): () => void {
    const entry: Switch = { ...scope, fault, passed: 0, used: 0 };
    this.#switches.push(entry);
    return () => {
      const index = this.#switches.indexOf(entry);
      if (index >= 0) this.#switches.splice(index, 1);
    };
  }

  clear(): void {
    this.#switches.length = 0;
  }

  /** The fault that this request meets, counted as used. */
  take(method: string, path: string): Fault | null {
    for (const entry of this.#switches) {
      if (entry.path !== undefined && !path.startsWith(entry.path)) continue;
      if (entry.method !== undefined && entry.method !== method) continue;
      if (entry.used >= (entry.times ?? Number.POSITIVE_INFINITY)) continue;
      if (entry.passed < (entry.after ?? 0)) {
        entry.passed += 1;
        continue;
      }
      entry.used += 1;
      return entry.fault;
    }
    return null;
  }
}

/** The answer that a fault gives in the provider's place; null where the provider answers (and is then spoiled). */
export function answerInstead(fault: Fault, request: SimulatorRequest, nowMs: number): Reply | null {
  switch (fault.kind) {
    case 'status':
      return json({ message: `A fault was switched on: ${fault.status}` }, { status: fault.status });
    case 'limited':
      return text('Too many requests', { status: 429, headers: { ...fault.headers, ...retryAfter(fault, nowMs) } });
    case 'html-error':
      return htmlPage(
        html`<!doctype html><html><head><title>Sorry</title></head><body><h1>Something went wrong</h1>
<p>Error ${fault.status}. Please try again later.</p></body></html>`,
        { status: fault.status },
      );
    case 'redirect':
      return { status: fault.status ?? 307, headers: { location: fault.to }, body: '' };
    case 'redirect-loop':
      return { status: 307, headers: { location: `${request.url.pathname}${request.url.search}` }, body: '' };
    case 'echo':
      return fault.status === 200 ? null : json({ message: `Not accepted: ${credentialsOf(request)}` }, fault);
    case 'slow':
    case 'truncated':
    case 'wrong-content-type':
    case 'reset':
    case 'endless-body':
    case 'endless-pages':
    case 'session-expired':
      return null;
  }
}

/** The provider's answer as it looks after the fault. */
export function spoil(fault: Fault | null, request: SimulatorRequest, reply: Reply): Reply {
  if (fault?.kind === 'wrong-content-type') return withHeaders(reply, { 'content-type': fault.contentType });
  if (fault?.kind === 'echo' && fault.status === 200) {
    return withHeaders(reply, { 'x-echo': credentialsOf(request) });
  }
  return reply;
}

function retryAfter(fault: Fault & { kind: 'limited' }, nowMs: number): Record<string, string> {
  if (fault.retryAfterSeconds === null) return {};
  return fault.as === 'date'
    ? { 'retry-after': new Date(nowMs + fault.retryAfterSeconds * SECOND_MS).toUTCString() }
    : { 'retry-after': String(fault.retryAfterSeconds) };
}

function credentialsOf(request: SimulatorRequest): string {
  return CREDENTIAL_HEADERS.filter((name) => request.headers[name] !== undefined)
    .map((name) => `${name}: ${String(request.headers[name])}`)
    .join('; ');
}

/** Headers that carry somebody's credential at one provider or another. */
export const CREDENTIAL_HEADERS = [
  'authorization',
  'cookie',
  'x-api-key',
  'private-token',
  'dd-api-key',
  'dd-application-key',
  'x-auth-key',
  'npm-otp',
] as const;
