import { connectionId } from '#shared/domain/ids.ts';

/** Room for the tokens that sign-in redirects carry, and no more. */
const LONGEST_ADDRESS = 32_768;

/**
 * Whether a dashboard window may go to an address: HTTPS, or HTTP on this very machine (a provider that runs here). No other
 * scheme, so neither files nor our own `app:` nor what would start another program.
 */
export function mayShow(address: string): boolean {
  if (address.length > LONGEST_ADDRESS || !URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

/** As WHATWG URLs write it: IPv4 in any spelling became four numbers. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether a frame inside the page may: a document of the page's own making as well. */
export function mayFrame(address: string): boolean {
  return mayShow(address) || /^(?:about:(?:blank|srcdoc)(?:[?#]|$)|blob:https?:|data:)/i.test(address);
}

/**
 * Whether the page may open a window on it. An empty one too: sign-in by another service often opens it first and sends
 * it on afterwards, by the rules of every navigation.
 */
export function mayOpen(address: string): boolean {
  return mayShow(address) || address === '' || address === 'about:blank';
}

/** Whether something in a page may be asked for. Documents are navigations; the rest is what the web is made of. */
export function mayRequest(address: string, resourceType: string): boolean {
  if (resourceType === 'mainFrame') return mayShow(address);
  if (resourceType === 'subFrame') return mayFrame(address);
  return /^(?:https|http|wss|ws|data|blob):/i.test(address);
}

/** A profile is named by a connection's id; anything else would be a path of somebody's choosing. */
export function isProfile(profile: string): boolean {
  return connectionId.safeParse(profile).success;
}

/**
 * The window's title: the host first, since there is no address bar to see it in, and never a word of the page's. Hosts are
 * written as the network spells them (`xn--…`), so that letters of other alphabets cannot imitate one.
 *
 * @param name what the person calls the connection
 */
export function titleOf(address: string, name: string): string {
  const host = URL.canParse(address) ? new URL(address).host : '';
  return [...(host === '' ? [] : [host]), name, 'Keyrail'].join(' – ');
}

/** Electron's user agent without the parts that name the app and Electron: what is left is Chrome's. */
export function plainUserAgent(userAgent: string, appName: string): string {
  return userAgent
    .split(' ')
    .filter((part) => !part.startsWith('Electron/') && !part.toLowerCase().startsWith(`${appName.toLowerCase()}/`))
    .join(' ');
}
