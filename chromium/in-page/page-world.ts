import type { createBridgeEnd as CreateBridgeEnd } from './bridge-end.ts';

/**
 * Runs in the page's own world of every document before its scripts. Gives the preload's world a way to put an API on
 * `window`, and takes away what could reach the network past request interception.
 *
 * Sent to the page as source: refers to nothing outside itself and its arguments.
 */
export function installPageWorld(createBridgeEnd: typeof CreateBridgeEnd): void {
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport', 'SharedWorker']) {
    Reflect.deleteProperty(window, name);
  }
  if (window !== window.top || location.protocol !== 'https:') return;

  const freezeDeep = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
    Object.freeze(value);
    for (const key of Object.keys(value)) freezeDeep((value as Record<string, unknown>)[key]);
  };

  window.addEventListener(
    'preload-asks',
    () => {
      const element = document.createElement('x-bridge');
      const end = createBridgeEnd(element, 'page');
      end.offer('expose', (key, api) => {
        if (Object.hasOwn(window, key as string)) {
          throw new Error('Cannot bind an API on top of an existing property on the window object');
        }
        freezeDeep(api);
        Object.defineProperty(window, key as string, {
          value: api,
          writable: false,
          enumerable: true,
          configurable: false,
        });
      });
      // Nothing here opens windows; the agent hears of it through the element and asks the host's handler.
      const open = (url?: string | URL): null => {
        end.callNamed('window-open', [`${url ?? ''}`]);
        return null;
      };
      Object.defineProperty(window, 'open', { value: open, writable: false, configurable: false });
      window.dispatchEvent(new MouseEvent('page-answers', { relatedTarget: element }));
    },
    { once: true },
  );
}
