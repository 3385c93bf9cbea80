import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { findBrowser } from './find-browser.ts';

/** A browser takes a second or two; on a machine that is very busy, many. */
const LAUNCH_LIMIT_MS = 60_000;

/** A start that cannot succeed; the message says what the person can do. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

interface CommonOptions {
  profile: string;
  bounds: { x?: number; y?: number; width: number; height: number };
  headless: boolean;
  browserPath?: string | undefined;
  viewport?: { width: number; height: number } | undefined;
  switches: readonly string[];
}

/** `app`: the app's own page, in a window without an address bar and without a network. */
interface AppOptions extends CommonOptions {
  kind: 'app';
  title: string;
  backgroundColor: string;
}

/**
 * `web`: pages on the web, in an ordinary window of the browser. The app mode would hide the address, and whoever signs in
 * has to see where.
 */
interface WebOptions extends CommonOptions {
  kind: 'web';
}

export type LaunchOptions = AppOptions | WebOptions;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function appArguments({ title, backgroundColor }: AppOptions): string[] {
  const blank = `<title>${escapeHtml(title)}</title><body style="background:${escapeHtml(backgroundColor)}">`;
  return [
    // The first page only has the window's colour, so that nothing flashes before the app's own page is there.
    `--app=data:text/html,${encodeURIComponent(blank)}`,
    // Requests of the app's origin are answered by interception and need no name; every other name is refused, and so
    // are literal addresses, whatever asks for them.
    '--host-resolver-rules=MAP * ~NOTFOUND',
    '--disable-quic',
  ];
}

/**
 * The driver turns some of the browser's protections off for tests. This list takes the place of its own and leaves
 * storage apart for each site that a page embeds; http stays http, so that it is refused rather than changed.
 */
const WEB_ARGUMENTS = [
  '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,OptimizationHints,' +
    'NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,LensOverlay,msForceBrowserSignIn,' +
    // It breaks redirects of requests where requests are looked at, as they are in web-gate.ts.
    'AvoidCorsURLLoaderRestartOnRedirect',
];

/** Of the driver's defaults, what would make this profile's cookies readable for everybody. */
const READABLE_COOKIES = ['--password-store=basic', '--use-mock-keychain'];

function browserArguments(options: LaunchOptions, isRoot: boolean): string[] {
  const { bounds, profile } = options;
  return [
    ...(options.kind === 'app' ? appArguments(options) : WEB_ARGUMENTS),
    `--window-size=${bounds.width},${bounds.height}`,
    ...(bounds.x === undefined || bounds.y === undefined ? [] : [`--window-position=${bounds.x},${bounds.y}`]),
    '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--no-pings',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-crash-reporter',
    '--disable-session-crashed-bubble',
    '--hide-crash-restore-bubble',
    '--disk-cache-size=1',
    `--disk-cache-dir=${join(profile, 'cache')}`,
    '--disable-gpu-shader-disk-cache',
    ...(isRoot ? ['--test-type'] : []),
    ...options.switches,
  ];
}

function explain(error: unknown, browser: string): CannotStart {
  const text = error instanceof Error ? error.message : String(error);
  if (
    /no usable sandbox|setuid sandbox|unprivileged user namespaces|userns|clone\(\) failed|zygote_host_impl/i.test(text)
  ) {
    return new CannotStart(
      `${browser} could not start its sandbox, because this system restricts user namespaces. Either install the browser ` +
        'from your distribution or its maker (their packages bring what the sandbox needs), or allow user namespaces: ' +
        'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu), ' +
        'sudo sysctl -w kernel.unprivileged_userns_clone=1 (Debian). The app does not run without the sandbox.',
    );
  }
  const last = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 4)
    .join('\n');
  return new CannotStart(`${browser} could not be started:\n${last}`);
}

/** @throws CannotStart when there is no display to open a window on. */
export function requireDisplay(headless: boolean, env: NodeJS.ProcessEnv): void {
  if (headless || process.platform !== 'linux') return;
  if ((env['DISPLAY'] ?? '') !== '' || (env['WAYLAND_DISPLAY'] ?? '') !== '') return;
  throw new CannotStart(
    'There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). Start it from a desktop ' +
      'session, or with a virtual display: xvfb-run -a npm start. For use by tests, without a window: KEYRAIL_HEADLESS=1.',
  );
}

/**
 * Starts the browser with its own profile, controlled over a pipe (never a TCP port).
 * @throws CannotStart when there is no browser, or it does not start.
 */
export async function launchBrowser(options: LaunchOptions): Promise<BrowserContext> {
  const browser = options.browserPath ?? findBrowser();
  if (browser === undefined) {
    throw new CannotStart(
      'No browser was found. Install Google Chrome, Chromium, Microsoft Edge or Brave, or name one in KEYRAIL_BROWSER.',
    );
  }
  const isRoot = process.getuid?.() === 0;
  const { chromium } = await import('playwright-core');
  try {
    return await chromium.launchPersistentContext(options.profile, {
      executablePath: browser,
      timeout: LAUNCH_LIMIT_MS,
      headless: options.headless,
      chromiumSandbox: !isRoot,
      args: browserArguments(options, isRoot),
      ignoreDefaultArgs: [
        '--enable-automation',
        '--disable-popup-blocking',
        '--disable-ipc-flooding-protection',
        ...(options.kind === 'web' ? READABLE_COOKIES : []),
      ],
      viewport: options.headless
        ? (options.viewport ?? { width: options.bounds.width, height: options.bounds.height })
        : null,
      colorScheme: null,
      reducedMotion: null,
      forcedColors: null,
      contrast: null,
      serviceWorkers: options.kind === 'web' ? 'allow' : 'block',
      acceptDownloads: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    throw explain(error, browser);
  }
}
