import type { Reply } from './reply.ts';
import type { SimulatorRequest } from './request.ts';

export type Handler = (request: SimulatorRequest) => Reply | Promise<Reply>;
export type Middleware = (next: Handler) => Handler;

interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handler: Handler;
}

/** Routes in the order they were added; `:name` takes one segment, a final `*` the rest. */
export class Router {
  readonly #routes: Route[] = [];
  readonly #notFound: Handler;

  constructor(notFound: Handler) {
    this.#notFound = notFound;
  }

  on(method: string, path: string, handler: Handler): this {
    const source = path
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:([a-z]+)/gi, '(?<$1>[^/]+)')
      .replace(/\*$/, '(?<rest>.*)');
    this.#routes.push({ method, pattern: new RegExp(`^${source}$`), handler });
    return this;
  }

  async answer(request: SimulatorRequest): Promise<Reply> {
    for (const { method, pattern, handler } of this.#routes) {
      if (method !== request.method) continue;
      const match = pattern.exec(request.url.pathname);
      if (match === null) continue;
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
      );
      return handler({ ...request, params });
    }
    return this.#notFound(request);
  }
}
