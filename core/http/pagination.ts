import { setImmediate } from 'node:timers/promises';
import type { AskOptions, ProviderClient } from './provider-client.ts';
import { invalidAnswer } from './provider-error.ts';

export type Page = {
  readonly json: unknown;
  readonly headers: Headers;
  readonly url: URL;
  /** From 0. */
  readonly index: number;
};

/** The next page's address, or null after the last. */
export type NextPage = (page: Page) => URL | null;

/** A hundred times what the largest listing needs. */
const MOST_PAGES = 2_000;

/**
 * Asks page after page, each once, one ahead of what is used.
 * @throws ProviderError besides those of `ProviderClient`: `repeated-page` where a page leads back to one that was read,
 *   `endless-pages` past 2,000
 */
export async function* pagesFrom(
  client: ProviderClient,
  first: URL,
  next: NextPage,
  options: AskOptions & { mostPages?: number } = {},
): AsyncGenerator<Page> {
  const { mostPages = MOST_PAGES, ...ask } = options;
  const visited = new Set<string>();
  const request = (url: URL): ReturnType<ProviderClient['json']> => {
    if (visited.has(url.href)) {
      throw invalidAnswer('repeated-page', `The list of ${client.host} leads back to a page that was read already.`);
    }
    if (visited.size === mostPages) {
      throw invalidAnswer('endless-pages', `The list of ${client.host} does not end after ${mostPages} pages.`);
    }
    visited.add(url.href);
    const asked = client.json(url, ask);
    // It is awaited below, after the page before it was used; until then its failure is nobody's.
    asked.catch(() => undefined);
    return asked;
  };
  let url = first;
  let asked = request(first);
  for (let index = 0; ; index += 1) {
    const { json, answer } = await asked;
    const page: Page = { json, headers: answer.headers, url, index };
    const following = next(page);
    if (following === null) {
      yield page;
      return;
    }
    // The provider makes the next page while this one is read.
    url = following;
    asked = request(following);
    await untilSent();
    yield page;
  }
}

/** `fetch` writes to the network in a later turn of the event loop; what is done before that, the provider waits for. */
async function untilSent(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await setImmediate();
}

/** Follows `Link: <…>; rel="next"` (RFC 8288). */
export function linkHeader(client: ProviderClient): NextPage {
  return ({ headers, url }) => {
    for (const [, target = '', parameters = ''] of (headers.get('link') ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
      if (/;\s*rel="?(?:[^"]*\s)?next(?:\s[^"]*)?"?(?:[;,\s]|$)/i.test(parameters)) return client.follow(target, url);
    }
    return null;
  };
}

/** Follows an address in the body: absolute, or relative to the page; null where there is none. */
export function addressIn(client: ProviderClient, read: (json: unknown) => string | null | undefined): NextPage {
  return ({ json, url }) => {
    const written = read(json) ?? '';
    return written === '' ? null : client.follow(written, url);
  };
}

/** Asks for the same address with a cursor that the page gives; null after the last page. */
export function cursor(parameter: string, read: (json: unknown) => string | null): NextPage {
  return ({ json, url }) => {
    const value = read(json);
    if (value === null) return null;
    const next = new URL(url);
    next.searchParams.set(parameter, value);
    return next;
  };
}

/** Counts pages up while `hasMore` says so. */
export function pageNumber(parameter: string, start: number, hasMore: (page: Page) => boolean): NextPage {
  return (page) => {
    if (!hasMore(page)) return null;
    const next = new URL(page.url);
    next.searchParams.set(parameter, String(page.index + start + 1));
    return next;
  };
}
