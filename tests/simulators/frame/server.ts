import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { answerInstead, type Fault, Faults, spoil } from './faults.ts';
import { type Reply, text } from './reply.ts';
import { readBody, type SimulatorRequest } from './request.ts';
import { RequestLog } from './request-log.ts';
import type { Router } from './router.ts';

export interface SimulatorOptions {
  /** On 127.0.0.1; without it, any that is free. */
  readonly port?: number;
  readonly now?: Clock;
}

/** A provider on 127.0.0.1. `state` is the provider's own side of things: tests change it there. */
export interface Simulator<State> {
  /** Origin, without a slash at its end. */
  readonly url: string;
  readonly state: State;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** What a handler threw: a bug of the simulator, never a provider's error. Tests expect it to stay empty. */
  readonly bugs: readonly Error[];
  readonly close: () => Promise<void>;
}

/** Starts a provider's routes as a server of its own. */
export async function startServer<State>(
  router: Router,
  state: State,
  { port = 0, now = Date.now }: SimulatorOptions,
): Promise<Simulator<State>> {
  const faults = new Faults();
  const requests = new RequestLog();
  const bugs: Error[] = [];

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method ?? 'GET';
    const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
    const entry = requests.begin(method, url, incoming.headers);
    const actions: (() => void)[] = [() => requests.end()];
    outgoing.once('close', () => {
      for (const action of actions) action();
    });
    const fault = faults.take(method, url.pathname);
    if (fault?.kind === 'reset') {
      incoming.socket.resetAndDestroy();
      return;
    }
    const body = await readBody(incoming);
    if (body === null) {
      entry.status = 413;
      send(outgoing, text('Too large', { status: 413 }), null);
      return;
    }
    const request: SimulatorRequest = {
      method,
      url,
      headers: incoming.headers,
      body,
      params: {},
      endlessPages: fault?.kind === 'endless-pages',
      sessionExpired: fault?.kind === 'session-expired',
      whenDone: (action) => actions.push(action),
    };
    const instead = fault === null ? null : answerInstead(fault, request, now());
    const reply = spoil(fault, request, instead ?? (await router.answer(request)));
    // Only after the provider has counted the request, so that limits on concurrency can be met.
    if (fault?.kind === 'slow') await sleep(fault.delayMs);
    entry.status = reply.status;
    send(outgoing, reply, fault);
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      bugs.push(error instanceof Error ? error : new Error(String(error)));
      if (!outgoing.headersSent) send(outgoing, text('The simulator has a bug', { status: 500 }), null);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    state,
    requests,
    faults,
    bugs,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(outgoing: ServerResponse, { status, headers, body }: Reply, fault: Fault | null): void {
  if (outgoing.destroyed) return;
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  const bytes = Buffer.from(body, 'utf8');
  if (fault?.kind === 'truncated') {
    outgoing.writeHead(status, { 'content-length': Math.max(bytes.length, 2) });
    outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
    return;
  }
  if (fault?.kind === 'endless-body') {
    outgoing.writeHead(status);
    pourForever(outgoing, bytes);
    return;
  }
  outgoing.writeHead(status, status === 204 || status === 304 ? {} : { 'content-length': bytes.length });
  outgoing.end(bytes);
}

/** The answer's start, then spaces until the other side hangs up, no faster than it reads. */
function pourForever(outgoing: ServerResponse, start: Buffer): void {
  const more = Buffer.alloc(64 * 1024, ' ');
  outgoing.write(start.subarray(0, Math.max(start.length - 1, 0)));
  function pour(): void {
    while (!outgoing.destroyed) {
      if (!outgoing.write(more)) {
        outgoing.once('drain', pour);
        return;
      }
    }
  }
  pour();
}
