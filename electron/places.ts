import { join } from 'node:path';

/** Where things are, all absolute. */
export type Places = Readonly<{
  /** What the host itself remembers; nothing of the vault. */
  host: string;
  /** Chromium's profile. */
  profile: string;
  /** Chromium's profiles of providers' pages, a directory each. */
  dashboards: string;
  windowState: string;
  appearance: string;
  notices: string;
  updates: string;
  renderer: string;
  preload: string;
  resources: string;
}>;

/**
 * @param home the data directory
 * @param bundle the folder of main.cjs: `dist/host`, in a checkout as well as in a package
 */
export function placesOf(home: string, bundle: string): Places {
  const host = join(home, 'host');
  return {
    host,
    profile: join(host, 'profile'),
    dashboards: join(host, 'dashboards'),
    windowState: join(host, 'window.json'),
    appearance: join(host, 'appearance.json'),
    notices: join(host, 'notices.json'),
    updates: join(host, 'updates.json'),
    renderer: join(bundle, '..', 'renderer'),
    preload: join(bundle, 'preload.cjs'),
    resources: join(bundle, '..', '..', 'resources'),
  };
}
