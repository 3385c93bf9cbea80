import type { CDPSession } from 'playwright-core';
import { toAppUrl, toBrowserPolicy, toBrowserUrl } from './app-origin.ts';
import type { Runtime, WebRequestAnswer, WebRequestDetails, WebRequestListener } from './runtime.ts';

export interface RequestPaused {
  requestId: string;
  frameId: string;
  resourceType: string;
  request: {
    url: string;
    method: string;
    headers: Record<string, string>;
    postData?: string;
    postDataEntries?: { bytes?: string }[];
  };
}

export interface GateOptions {
  /** Whether the main frame may go there; the browser asks for documents only. `url` is in the app's form. */
  mayNavigate(url: string): boolean;
  isMainFrame(frameId: string): boolean;
}

function ask(listener: WebRequestListener | null, details: WebRequestDetails): Promise<WebRequestAnswer> {
  return new Promise((resolve) => {
    if (listener === null) resolve({});
    else listener(details, resolve);
  });
}

/**
 * The only way that a page gets anything: requests of the app's own scheme are answered by `protocol.handle`, all others
 * are refused. What does not pass here (sockets, prefetches, service workers) finds no host, see launch-browser.ts.
 */
export class RequestGate {
  readonly #runtime: Runtime;
  readonly #session: CDPSession;
  readonly #options: GateOptions;

  constructor(runtime: Runtime, session: CDPSession, options: GateOptions) {
    this.#runtime = runtime;
    this.#session = session;
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#session.on('Fetch.requestPaused', (event) => {
      this.#answer(event as RequestPaused).catch((error: unknown) => {
        // A request whose page has gone needs no answer.
        if (!/closed|Invalid InterceptionId|detached/i.test(String(error)))
          this.#runtime.log(`Request: ${String(error)}`);
      });
    });
    await this.#session.send('Fetch.enable', { patterns: [{ urlPattern: '*', requestStage: 'Request' }] });
  }

  async #refuse(requestId: string, errorReason: 'Aborted' | 'BlockedByClient' | 'Failed'): Promise<void> {
    await this.#session.send('Fetch.failRequest', { requestId, errorReason });
  }

  async #answer(event: RequestPaused): Promise<void> {
    const { requestId, request, resourceType } = event;
    const runtime = this.#runtime;
    const url = toAppUrl(request.url, runtime.schemes);
    const isNavigation = resourceType === 'Document' && this.#options.isMainFrame(event.frameId);
    // Aborted leaves the page where it is; any other reason would show the browser's own error page.
    if (isNavigation && !this.#options.mayNavigate(url)) return this.#refuse(requestId, 'Aborted');
    const handler = url === request.url ? undefined : runtime.handlers.get(new URL(url).protocol.slice(0, -1));
    if (handler === undefined) return this.#refuse(requestId, isNavigation ? 'Aborted' : 'BlockedByClient');

    const details = {
      id: runtime.nextId(),
      url,
      method: request.method,
      resourceType: resourceName(resourceType),
      timestamp: Date.now(),
    };
    const before = await ask(runtime.beforeRequest, details);
    if (before.cancel === true) return this.#refuse(requestId, isNavigation ? 'Aborted' : 'BlockedByClient');

    let response: Response;
    try {
      response = await handler(toRequest(url, request));
    } catch (error) {
      runtime.log(`The handler of ${new URL(url).protocol} failed: ${String(error)}`);
      return this.#refuse(requestId, 'Failed');
    }
    const body = Buffer.from(await response.arrayBuffer());
    const given: Record<string, string[]> = {};
    for (const [name, value] of response.headers) given[name] = [...(given[name] ?? []), value];
    const after = await ask(runtime.headersReceived, { ...details, responseHeaders: given });
    if (after.cancel === true) return this.#refuse(requestId, 'BlockedByClient');
    await this.#session.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: response.status === 0 ? 500 : response.status,
      responseHeaders: toBrowserHeaders(after.responseHeaders ?? given, runtime.schemes),
      body: body.toString('base64'),
    });
  }
}

function resourceName(type: string): string {
  const names: Record<string, string> = {
    Document: 'mainFrame',
    Stylesheet: 'stylesheet',
    Script: 'script',
    Image: 'image',
    Font: 'font',
    XHR: 'xhr',
    Fetch: 'xhr',
    Ping: 'ping',
    Media: 'media',
    WebSocket: 'webSocket',
  };
  return names[type] ?? 'other';
}

function toRequest(url: string, request: RequestPaused['request']): Request {
  const entries = request.postDataEntries ?? [];
  const body = Buffer.concat(entries.map(({ bytes = '' }) => Buffer.from(bytes, 'base64')));
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD' && body.length > 0;
  return new Request(url, { method: request.method, headers: request.headers, ...(hasBody ? { body } : {}) });
}

function toBrowserHeaders(
  headers: Record<string, string | string[]>,
  schemes: ReadonlySet<string>,
): { name: string; value: string }[] {
  const list = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => ({ name, value: mapHeader(name.toLowerCase(), value, schemes) })),
  );
  // The browser's own caches must hold nothing of the app's.
  return [
    ...list.filter(({ name }) => name.toLowerCase() !== 'cache-control'),
    { name: 'cache-control', value: 'no-store' },
  ];
}

function mapHeader(name: string, value: string, schemes: ReadonlySet<string>): string {
  if (name.startsWith('content-security-policy')) return toBrowserPolicy(value, schemes);
  // The runtime's own clipboard access counts as the page's. Permission for it is still only given while it is used.
  if (name === 'permissions-policy')
    return value.replace(/\bclipboard-(read|write)=\([^)]*\)\s*,?\s*/g, '').replace(/,\s*$/, '');
  return name === 'location' || name === 'access-control-allow-origin' ? toBrowserUrl(value, schemes) : value;
}
