/** The scheme and host that the window's page lives on. */
export const APP_SCHEME = 'app';
export const APP_HOST = 'keyrail';
export const APP_PAGE = `${APP_SCHEME}://${APP_HOST}/`;

/**
 * True for addresses on the app's own origin. `URL.origin` is the string "null" for a scheme that URLs do not know, so the
 * parts are compared.
 */
export function isAppAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    url.protocol === `${APP_SCHEME}:` &&
    url.hostname === APP_HOST &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  );
}

/**
 * The dev server's address, if one is named and it is plain loopback http; anything else is refused, so that an
 * environment variable cannot bring a foreign page into the window.
 *
 * @param named the value of `KEYRAIL_DEV_SERVER`
 * @returns an origin without a trailing slash, or null
 */
export function devServerOrigin(named: string | undefined): string | null {
  if (named === undefined || !URL.canParse(named)) return null;
  const url = new URL(named);
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  return loopback && url.protocol === 'http:' && url.username === '' ? url.origin : null;
}
