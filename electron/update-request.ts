import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { type DownloadOptions, HttpExecutor } from 'builder-util-runtime';

/** Of one executor: the request itself and the redirects on the way to the file. */
const MOST_REQUESTS = 6;
const LOOPBACK = /^(?:127\.0\.0\.1|\[::1\]|localhost)$/;

/**
 * How the updater asks, in place of Electron's own: a file by its address, and nothing else. No cookies, no cache, no language, no
 * version, no identifier; what the updater would add is replaced. Over TLS, or plain http on this machine; redirects as well.
 *
 * @see HttpExecutor of builder-util-runtime, which does the rest: redirects, checksums, writing the file
 */
export class PlainRequests extends HttpExecutor<ClientRequest> {
  readonly #mostBytes: number;
  #left = MOST_REQUESTS;

  constructor(mostBytes: number) {
    super();
    this.#mostBytes = mostBytes;
  }

  /** The text at an address. */
  async text(address: URL): Promise<string> {
    const answer = await this.request({
      protocol: address.protocol,
      hostname: address.hostname.replace(/^\[|\]$/g, ''),
      ...(address.port === '' ? {} : { port: address.port }),
      path: address.pathname + address.search,
      timeout: 30_000,
    });
    return answer ?? '';
  }

  /** What the updater calls for a file; as in electron-updater, but by {@link createRequest}. */
  download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    return options.cancellationToken.createPromise<string>((resolve, reject, onCancel) => {
      const requestOptions: RequestOptions = {
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname + url.search,
        ...(url.port === '' ? {} : { port: url.port }),
      };
      // On success it is called with null or with nothing.
      const callback = (error: Error | null): void => (error instanceof Error ? reject(error) : resolve(destination));
      this.doDownload(requestOptions, { destination, options, onCancel, callback, responseHandler: null }, 0);
    });
  }

  override createRequest(options: RequestOptions, callback: (response: IncomingMessage) => void): ClientRequest {
    const { protocol = 'https:', hostname, port, path, timeout } = options;
    const asked = {
      protocol,
      hostname,
      port,
      path,
      timeout,
      method: 'GET',
      // A connection for each: none is kept open between looks that are a day apart.
      agent: false as const,
      headers: { 'user-agent': 'Keyrail', accept: '*/*', 'accept-encoding': 'identity' },
    };
    const request = (protocol === 'http:' ? http : https).request(
      protocol === 'http:' || protocol === 'https:' ? asked : { ...asked, protocol: 'https:' },
      (response) => {
        let received = 0;
        response.on('data', (chunk: Buffer | string) => {
          received += chunk.length;
          if (received > this.#mostBytes) response.destroy(new Error('The answer is larger than it may be'));
        });
        callback(response);
      },
    );
    const safe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname ?? ''));
    this.#left -= 1;
    // Told by its `error` event, which whoever asked listens to; thrown, it would be nobody's.
    if (!safe) request.destroy(new Error('An update may come over TLS only'));
    if (this.#left < 0) request.destroy(new Error('Too many redirects'));
    return request;
  }
}
