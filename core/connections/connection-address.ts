import { failure, type Result, success } from '#shared/contract/result.ts';

const LONGEST_ADDRESS = 2_000;

/**
 * Checks an address that a credential may be sent to: HTTPS, or HTTP on this machine only, without a user name in it.
 * @param part `base`: a path at most, and the address loses its last slash; `page`: a query and a fragment as well
 */
export function checkAddress(typed: string, part: 'base' | 'page'): Result<string, 'address-invalid'> {
  if (typed.length > LONGEST_ADDRESS || !URL.canParse(typed)) {
    return failure('address-invalid', 'That is no web address. It looks like https://api.example.com/v1.');
  }
  const url = new URL(typed);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return failure(
      'address-invalid',
      'The address must start with https://. Only this machine may be reached by http://.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    return failure(
      'address-invalid',
      'The address must hold no user name or password. They are kept apart, and sealed.',
    );
  }
  if (part === 'page') return success(url.href);
  if (url.search !== '' || url.hash !== '') {
    return failure('address-invalid', 'The address under which the API is has no "?" and no "#".');
  }
  return success(url.origin + url.pathname.replace(/\/+$/, ''));
}

/** As WHATWG URLs write it: IPv4 in any spelling became four numbers. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
