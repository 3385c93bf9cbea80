/**
 * The page's content security policy. Everything that is not named is refused.
 *
 * Styles: our own files only, so the page does without what puts style elements into it: the scroll lock of our primitives'
 * library (renderer/ui/dialog.tsx, menu.tsx), its Select and its ScrollArea. Style attributes set from script go through the
 * CSSOM and need no permission. Scripts: our own files only, and no string ever becomes script or markup (trusted types with
 * no policy at all).
 *
 * @param devServer the dev server's origin, or null; its client needs inline script, eval-free injection of styles and a
 * web socket, all of which the built app refuses
 */
export function contentSecurityPolicy(devServer: string | null): string {
  const development = devServer !== null;
  const directives = [
    "default-src 'none'",
    development ? "script-src 'self' 'unsafe-inline'" : "script-src 'self'",
    development ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
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
