import type { IncomingMessage } from 'node:http';

const MAX_BODY_BYTES = 1_000_000;

/** A request as handlers see it: body read, address parsed, names of the path filled in. */
export interface SimulatorRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The `:names` of the route. */
  readonly params: Readonly<Record<string, string>>;
  /** Set by faults: every page claims that there is another. */
  readonly endlessPages: boolean;
  /** Set by faults: whoever was signed in is not any more. */
  readonly sessionExpired: boolean;
  /** Runs once the answer is out or the connection is gone. */
  readonly whenDone: (action: () => void) => void;
}

/** Null where the body is larger than any simulator takes. */
export async function readBody(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The header's one value; null where it is missing. */
export function header(request: Pick<SimulatorRequest, 'headers'>, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? null);
}

/** What follows "Bearer "; null without the header or with another scheme. Stray spaces make another, wrong token. */
export function bearer(request: SimulatorRequest): string | null {
  return /^Bearer (.+)$/.exec(header(request, 'authorization') ?? '')?.[1] ?? null;
}

/** Name and password of HTTP Basic. */
export function basic(request: SimulatorRequest): { readonly name: string; readonly password: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header(request, 'authorization') ?? '')?.[1];
  if (encoded === undefined) return null;
  const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { name, password: rest.join(':') };
}

export function form(request: SimulatorRequest): URLSearchParams {
  return new URLSearchParams(request.body);
}

/** The body as an object; null where it is not one. */
export function jsonObject(request: SimulatorRequest): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(request.body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

export function cookie(request: SimulatorRequest, name: string): string | null {
  for (const pair of (header(request, 'cookie') ?? '').split(';')) {
    const [key = '', ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return null;
}

/** A whole number of the query, kept between the bounds. */
export function queryNumber(
  request: SimulatorRequest,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const given = request.url.searchParams.get(name);
  if (given === null || !/^\d+$/.test(given)) return fallback;
  return Math.min(Math.max(Number(given), min), max);
}

export function param(request: SimulatorRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`This route has no ":${name}".`);
  return value;
}
