import type { PreloadApi } from '#shared/contract/index.ts';

declare global {
  interface Window {
    /** Put there by the preload before the page's first script runs. */
    readonly keyrail: PreloadApi;
  }
}

/** The engine, as this window may use it: nothing but the contract's procedures and its events. */
export function engine(): PreloadApi {
  return window.keyrail;
}
