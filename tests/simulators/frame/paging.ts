import type { SimulatorRequest } from './request.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly hasNext: boolean;
}

/** Page `index`, counted from 0. With the fault for endless pages, the first one again and again. */
export function pageAt<Item>(all: readonly Item[], index: number, size: number, request: SimulatorRequest): Page<Item> {
  if (request.endlessPages) return { items: all.slice(0, size), hasNext: true };
  return { items: all.slice(index * size, (index + 1) * size), hasNext: (index + 1) * size < all.length };
}

/** What comes after the item with that id, from the start where there is none. Unknown ids start nowhere. */
export function pageAfter<Item>(
  all: readonly Item[],
  idOf: (item: Item) => string,
  after: string | null,
  size: number,
  request: SimulatorRequest,
): Page<Item> {
  if (request.endlessPages) return { items: all.slice(0, size), hasNext: true };
  const found = after === null ? -1 : all.findIndex((item) => idOf(item) === after);
  const start = after !== null && found < 0 ? all.length : found + 1;
  return { items: all.slice(start, start + size), hasNext: start + size < all.length };
}

/** Address of the same request with other query fields; absolute, by the Host that was asked. */
export function sameRequest(request: SimulatorRequest, fields: Readonly<Record<string, string | number>>): string {
  const url = new URL(request.url.pathname + request.url.search, `http://${request.headers.host ?? '127.0.0.1'}`);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, String(value));
  return url.href;
}

/** `<address>; rel="next", …` (RFC 8288). */
export function linkHeader(links: Readonly<Record<string, string>>): string {
  return Object.entries(links)
    .map(([rel, address]) => `<${address}>; rel="${rel}"`)
    .join(', ');
}
