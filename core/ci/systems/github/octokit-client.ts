import { Octokit } from '@octokit/core';
import type { HttpMethod } from '../../../http/exchange.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { readJson } from '../../../http/read-json.ts';
import type { GuardedTransport } from '../../transport/guarded-transport.ts';

export type GitHubAnswer = {
  readonly status: number;
  /** The JSON of what was read; null after a write. */
  readonly data: unknown;
  readonly headers: Headers;
  /** Where the answer came from, after redirects. */
  readonly url: string;
};

/** Asks GitHub through Octokit. @throws ProviderError */
export type GitHubClient = (
  route: string,
  parameters?: Readonly<Record<string, string | number | readonly number[]>>,
) => Promise<GitHubAnswer>;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Octokit on our own transport: it makes addresses and bodies, and never sees the token. It is not given a log either,
 * since its warnings name addresses.
 */
export function octokitClient(transport: GuardedTransport, baseUrl: string): GitHubClient {
  const octokit = new Octokit({ baseUrl, log: silent, request: { log: silent } });
  return async (route, parameters = {}) => {
    let data: unknown = null;
    const guardedFetch = async (url: string, init: Readonly<Record<string, unknown>>): Promise<Response> => {
      const { method, headers, body } = init as { method: HttpMethod; headers: Record<string, string>; body?: string };
      const answer = await transport.send({
        method,
        url,
        headers: { ...headers, accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' },
        ...(typeof body === 'string' ? { body } : {}),
      });
      // Octokit takes anything for an answer; a web page or half a list must not pass for one. So it is read here, and once.
      if (method === 'GET') data = readJson(answer);
      const answered = new Headers(answer.headers);
      answered.delete('content-type');
      const response = new Response(null, { status: answer.status, headers: answered });
      return Object.defineProperty(response, 'url', { value: answer.url.href });
    };
    try {
      const request = { fetch: guardedFetch, log: silent };
      const { status, headers, url } = await octokit.request(route, { ...parameters, request });
      return { status, data, headers: new Headers(headers as Record<string, string>), url };
    } catch (error) {
      // What Octokit throws holds the whole request; what it wraps is ours and holds none of it.
      if (error instanceof Error && error.cause instanceof ProviderError) throw error.cause;
      throw new TypeError('Octokit failed by itself.');
    }
  };
}
