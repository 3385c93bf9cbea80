/**
 * How an app's own scheme is shown to the browser. A page at `app://name/path` is served from
 * `https://name.app.invalid/path`: https makes it a secure context with an origin of its own, and `.invalid` is reserved
 * (RFC 2606), so no resolver ever answers for it. Hosts only ever see the `app://` form.
 */
const SUFFIX = '.invalid';

/** `app://name/path` as the browser sees it. URLs without a host, and those of other schemes, come back unchanged. */
export function toBrowserUrl(url: string, schemes: ReadonlySet<string>): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]+)(.*)$/is.exec(url);
  if (match === null) return url;
  const [, scheme = '', host = '', rest = ''] = match;
  if (!schemes.has(scheme.toLowerCase())) return url;
  return `https://${host}.${scheme.toLowerCase()}${SUFFIX}${rest === '' ? '/' : rest}`;
}

/** The opposite of {@link toBrowserUrl}. Other URLs come back unchanged. */
export function toAppUrl(url: string, schemes: ReadonlySet<string>): string {
  const match = /^(blob:)?https:\/\/([^/?#:@]+)\.([a-z0-9+-]+)\.invalid(?=[/?#]|$)(.*)$/is.exec(url);
  if (match === null) return url;
  const [, blob = '', host = '', scheme = '', rest = ''] = match;
  if (!schemes.has(scheme)) return url;
  return `${blob}${scheme}://${host}${rest}`;
}

/** The origin as Electron reports it for a standard scheme, e.g. `app://name`; `null` for opaque ones. */
export function appOrigin(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]+)/i.exec(url);
  return match?.[1] ?? 'null';
}

/** Replaces `app:` and `app://name` in a Content-Security-Policy by what they are to the browser. */
export function toBrowserPolicy(policy: string, schemes: ReadonlySet<string>): string {
  return policy.replace(
    /(?<=^|[\s,;])([a-z][a-z0-9+.-]*):(\/\/([^\s,;/]+))?/gi,
    (whole, scheme: string, _, host: string) => {
      if (!schemes.has(scheme.toLowerCase())) return whole;
      return `https://${host ?? '*'}.${scheme.toLowerCase()}${SUFFIX}`;
    },
  );
}
