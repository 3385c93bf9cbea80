import type { createProtocol } from './protocol.ts';
import type { Runtime, WebRequestListener } from './runtime.ts';
import { createWebSessions, type WebSession } from './web-session.ts';

type Listen = (filter: unknown, listener?: WebRequestListener | null) => void;

/**
 * Electron's `session`. The default one is the app's own; for pages on the web see web-session.ts. Every permission is
 * refused without a prompt, whatever the handlers say: a browser asks the person where Electron asks the host, so only "no"
 * can be promised. The handlers are taken so that the host's code runs as it is.
 */
export function createSession(runtime: Runtime, protocol: ReturnType<typeof createProtocol>) {
  const listen =
    (keep: (listener: WebRequestListener | null) => void): Listen =>
    (filter, listener) =>
      keep(typeof filter === 'function' ? (filter as WebRequestListener) : (listener ?? null));
  const defaultSession = {
    protocol,
    setPermissionRequestHandler: (_handler: unknown): void => undefined,
    setPermissionCheckHandler: (_handler: unknown): void => undefined,
    setDevicePermissionHandler: (_handler: unknown): void => undefined,
    setDisplayMediaRequestHandler: (_handler: unknown): void => undefined,
    setSpellCheckerEnabled: (_enable: boolean): void => undefined,
    on: (_event: string, _listener: unknown): object => defaultSession,
    webRequest: {
      /** Filters are not applied: every request of the app's own scheme is put to the listener. */
      onBeforeRequest: listen((listener) => {
        runtime.beforeRequest = listener;
      }),
      onHeadersReceived: listen((listener) => {
        runtime.headersReceived = listener;
      }),
    },
    /** Nothing is kept: caches are off and the profile goes with the window. */
    clearCache: (): Promise<void> => Promise.resolve(),
    clearStorageData: (_options?: object): Promise<void> => Promise.resolve(),
  };
  const webSession = createWebSessions(runtime);
  return {
    get defaultSession() {
      runtime.requireReady('Session can only be received when app is ready');
      return defaultSession;
    },
    /** A session for pages on the web, with a profile that stays. Its cache is kept off the disk, whatever is asked. */
    fromPath: (path: string, _options?: object): WebSession => {
      runtime.requireReady('Session can only be received when app is ready');
      return webSession(path);
    },
  };
}
