/**
 * The page's content security policy. Everything that is not named is refused.
 *
 * Styles: a nonce, since the dialog primitives put one style element into the page to keep what is behind from scrolling
 * (style attributes set from script go through the CSSOM and need no permission). Scripts: our own files only, and no
 * string ever becomes script or markup (trusted types with no policy at all). Of our primitives' library only Select and
 * ScrollArea need markup from strings, so the page does without those two.
 *
 * @param nonce fresh for every answer, base64
 * @param devServer the dev server's origin, or null; its client needs inline script, eval-free injection of styles and a
 * web socket, all of which the built app refuses
 */
export function contentSecurityPolicy(nonce: string, devServer: string | null): string {
  const development = devServer !== null;
  const directives = [
    "default-src 'none'",
    development ? "script-src 'self' 'unsafe-inline'" : "script-src 'self'",
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    development ? `connect-src 'self' ${devServer} ${devServer.replace(/^http/, 'ws')}` : "connect-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    ...(development ? [] : ["require-trusted-types-for 'script'", "trusted-types 'none'"]),
  ];
  return directives.join('; ');
}

/** Puts the nonce where Vite and our own code look for it. Browsers hide the attribute from style selectors. */
export function withStyleNonce(html: string, nonce: string): string {
  return html.replace(/<head(\s[^>]*)?>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`);
}
