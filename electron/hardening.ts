import { app, type Session, type WebContents } from 'electron';
import type { Log } from '#core/log.ts';
import { isAppAddress } from './app-origin.ts';
import { hardenDashboardPage, isDashboardPage } from './dashboard-hardening.ts';
import { orAbsent } from './runtime.ts';

/** Switches that let another program of the same user drive the window. A packaged app does not start with them. */
const DRIVING_SWITCHES = ['remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-targets'] as const;

/** The first such switch that a packaged app was started with, or null. */
export function drivingSwitch(): string | null {
  if (!app.isPackaged) return null;
  return DRIVING_SWITCHES.find((name) => app.commandLine.hasSwitch(name)) ?? null;
}

type Navigation = { readonly url: string; readonly isMainFrame: boolean; readonly preventDefault: () => void };

/**
 * What every page of this app is denied, whichever way it comes into being. Installed before the first window, since
 * Electron reports a page only once. Pages of providers' dashboards, known by their session, go by rules of their own; any
 * other is held to those of our one page.
 *
 * Crash dumps hold memory, and memory holds secrets: `crashReporter` is never started, so Electron writes none. Dumps
 * that the operating system itself takes of a process (core files) cannot be switched off from here.
 */
export function hardenPages(log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    if (isDashboardPage(contents)) hardenDashboardPage(contents, log);
    else hardenPage(contents, log);
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  // Left alone, Electron would hand over the first certificate that it finds. (Log-ins are cancelled by default.)
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
}

function hardenPage(contents: WebContents, log: Log): void {
  contents.setWindowOpenHandler(() => {
    log.warn('window-open-denied');
    return { action: 'deny' };
  });
  // The page never navigates. What is let through is a reload of itself, which the dev server's client asks for. The first
  // event is about every frame, the second about the main one; the Chromium runtime knows the second only.
  const denyNavigation = (event: Navigation): void => {
    if (event.isMainFrame && isAppAddress(event.url) && event.url === contents.getURL()) return;
    event.preventDefault();
    log.warn('navigation-denied');
  };
  contents.on('will-frame-navigate', denyNavigation);
  contents.on('will-navigate', denyNavigation);
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/**
 * What the session is denied: every permission, device, download and request that is not for the app's own origin.
 *
 * @param devServer origin of the dev server, whose web socket the page may open; null in every packaged app
 */
export function hardenSession(session: Session, devServer: string | null, log: Log): void {
  const socket = devServer?.replace(/^http/, 'ws');
  session.webRequest.onBeforeRequest((details, decide) => {
    const allowed =
      isAppAddress(details.url) ||
      // Inside the page already; nothing is asked of anybody.
      (details.resourceType === 'image' && details.url.startsWith('data:')) ||
      // DevTools' own page, which only an unpackaged app can open.
      (!app.isPackaged && details.url.startsWith('devtools://')) ||
      (devServer !== null && [devServer, socket].includes(originOf(details.url)));
    if (!allowed) log.warn('request-denied', { type: details.resourceType });
    decide({ cancel: !allowed });
  });
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  // A browser in app mode has neither devices nor screen capture to hand out once permissions are refused.
  orAbsent(() => session.setDevicePermissionHandler(() => false));
  orAbsent(() => session.setDisplayMediaRequestHandler((_request, give) => give(null)));
  session.on('will-download', (event) => {
    event.preventDefault();
    log.warn('download-denied');
  });
  // Its dictionaries would come over the network, and typed secrets are nobody's spelling to check.
  orAbsent(() => session.setSpellCheckerEnabled(false));
}

/** `scheme://host:port`, also for `ws:`. */
function originOf(address: string): string {
  if (!URL.canParse(address)) return '';
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
