import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { CREDENTIAL_HEADERS } from './faults.ts';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names of the headers that carried credentials, in lower case. */
  readonly credentials: readonly string[];
  /** {@link fingerprint} of each, in the same order: tells credentials apart and says nothing about them. */
  readonly fingerprints: readonly string[];
  /** Null until it is answered, and for connections that were cut. */
  status: number | null;
}

/** What was asked of a simulator, without a single secret, and how much of it at once. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];
  #running = 0;
  #peak = 0;

  begin(method: string, url: URL, headers: IncomingMessage['headers']): LoggedRequest {
    const credentials = CREDENTIAL_HEADERS.filter((name) => headers[name] !== undefined);
    const entry: LoggedRequest = {
      method,
      path: url.pathname,
      query: url.search,
      credentials,
      fingerprints: credentials.map((name) => fingerprint(String(headers[name]))),
      status: null,
    };
    this.entries.push(entry);
    this.#running += 1;
    this.#peak = Math.max(this.#peak, this.#running);
    return entry;
  }

  end(): void {
    this.#running -= 1;
  }

  /** The most requests that were under way at one time. */
  get peak(): number {
    return this.#peak;
  }

  clear(): void {
    this.entries.length = 0;
    this.#peak = this.#running;
  }
}

/** Eight hex digits of the SHA-256 of a header's value. */
export function fingerprint(credential: string): string {
  return createHash('sha256').update(credential).digest('hex').slice(0, 8);
}
