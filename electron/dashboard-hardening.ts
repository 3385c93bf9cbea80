import { app, type Session, type WebContents } from 'electron';
import type { Log } from '#core/log.ts';
import { mayFrame, mayRequest, mayShow, plainUserAgent } from './dashboard-rules.ts';
import { orAbsent } from './runtime.ts';

/** Sessions that were hardened here; pages of any other are held to the rules of our own page. */
const dashboards = new WeakSet<Session>();

/** Whether a page belongs to a dashboard window. */
export function isDashboardPage(contents: WebContents): boolean {
  return dashboards.has(contents.session);
}

/**
 * What a dashboard's session is denied, before the first page of it is loaded: left alone, Electron grants every
 * permission. One is given: a page may put text on the clipboard by the person's own click. It may as much without asking
 * (`execCommand`), and the button that copies a new key at the provider needs it.
 */
export function hardenDashboardSession(session: Session, log: Log): void {
  if (dashboards.has(session)) return;
  dashboards.add(session);
  session.webRequest.onBeforeRequest((details, decide) => {
    const allowed =
      mayRequest(details.url, details.resourceType) ||
      // DevTools' own page, which only an unpackaged app can open.
      (!app.isPackaged && details.url.startsWith('devtools://'));
    if (!allowed) log.warn('dashboard-request-denied', { type: details.resourceType });
    decide({ cancel: !allowed });
  });
  session.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permission === 'clipboard-sanitized-write'),
  );
  session.setPermissionCheckHandler((_contents, permission) => permission === 'clipboard-sanitized-write');
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, give) => give(null));
  session.on('will-download', (event) => {
    event.preventDefault();
    log.warn('dashboard-download-denied');
  });
  session.setSpellCheckerEnabled(false);
  // Providers turn away browsers that they do not know, and "Keyrail/… Electron/…" is one. It is Chrome's engine, and a
  // person who signs in. (Google's sign-in refuses windows of other apps whatever they call themselves.)
  orAbsent(() => session.setUserAgent(plainUserAgent(session.getUserAgent(), app.getName())));
}

/** What pages of dashboards are denied besides; windows that they open are hardened in the same way. */
export function hardenDashboardPage(contents: WebContents, log: Log): void {
  const deny = (event: { preventDefault: () => void }): void => {
    event.preventDefault();
    log.warn('dashboard-navigation-denied');
  };
  contents.on('will-frame-navigate', (event) => {
    if (!(event.isMainFrame ? mayShow(event.url) : mayFrame(event.url))) deny(event);
  });
  contents.on('will-redirect', (event) => {
    if (!(event.isMainFrame ? mayShow(event.url) : mayFrame(event.url))) deny(event);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Until a dashboard allows some, see dashboard-window.ts.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Whose window it is decides when it closes, not the page.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
}
