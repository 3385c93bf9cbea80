import { ProviderError } from '../../http/provider-error.ts';

/**
 * Where a system's API is, without a slash at its end: its own address, or a person's. An address without a path gets the
 * usual one, since people give the address of a server.
 * @throws ProviderError `address-invalid`
 */
export function apiAddress(own: string | null, usual: string): string {
  if (own === null) return usual;
  const url = webAddress(own);
  const path = url.pathname.replace(/\/+$/, '');
  return url.origin + (path === '' ? new URL(usual).pathname.replace(/\/+$/, '') : path);
}

/** A web address. Whether it is safe to send a token there is decided where it is sent. @throws ProviderError `address-invalid` */
export function webAddress(written: string): URL {
  if (URL.canParse(written)) {
    const url = new URL(written);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  }
  throw new ProviderError('address-invalid', 'The base address of the target is no web address.');
}
