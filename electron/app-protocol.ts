import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import { APP_SCHEME, isAppAddress } from './app-origin.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { pageFileOf } from './page-files.ts';

/**
 * Declares `app:` a scheme with an origin, so that `'self'`, CORS and storage rules apply to it as to https. Electron takes
 * this once and only before it is ready. No CSP bypass, no service workers, no extensions.
 */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the page on `app://keyrail/`; nothing else exists there.
 *
 * @param root the folder of the built page
 * @param devServer the dev server's origin, from which the page comes instead; null in every packaged app
 */
export function serveApp(root: string, devServer: string | null): void {
  protocol.handle(APP_SCHEME, async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
    if (devServer !== null) return isAppAddress(request.url) ? fromDevServer(request, devServer) : refusal(404);
    const file = pageFileOf(request.url, root);
    if (file === null) return refusal(404);
    const content = await readFile(file.path).catch(() => null);
    return content === null ? refusal(404) : answer(content, file.contentType, null);
  });
}

async function fromDevServer(request: Request, devServer: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const accept = request.headers.get('accept') ?? '*/*';
  const upstream = await fetch(`${devServer}${pathname}${search}`, { headers: { accept }, redirect: 'error' }).catch(
    () => null,
  );
  if (upstream === null) return refusal(502);
  if (!upstream.ok) return refusal(upstream.status);
  const contentType = upstream.headers.get('content-type') ?? 'application/octet-stream';
  return answer(Buffer.from(await upstream.arrayBuffer()), contentType, devServer);
}

function answer(content: Buffer, contentType: string, devServer: string | null): Response {
  return new Response(new Uint8Array(content), {
    headers: {
      ...SAFE_HEADERS,
      'content-type': contentType,
      'content-security-policy': contentSecurityPolicy(devServer),
    },
  });
}

function refusal(status: number): Response {
  const headers = { ...SAFE_HEADERS, 'content-security-policy': "default-src 'none'" };
  return new Response(null, { status, headers });
}

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
  'permissions-policy':
    'camera=(), clipboard-read=(), clipboard-write=(), display-capture=(), fullscreen=(), geolocation=(), hid=(), ' +
    'microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=()',
} as const;
