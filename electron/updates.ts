import { z } from 'zod';
import type { Log } from '#core/log.ts';
import type { UpdatePort } from '#core/platform.ts';
import { isNewer } from '#core/version-order.ts';
import type { UpdateStatus } from '#shared/contract/updates.ts';
import { createHostFile } from './host-file.ts';
import type { InstalledAs, Installer } from './update-installers.ts';

const HOUR_MS = 3_600_000;
/** How often a timer looks whether a day has gone by; it survives sleep, and clocks that jump. */
const LOOK_EVERY_MS = HOUR_MS;
const CHECK_EVERY_MS = 24 * HOUR_MS;

/** Outside the vault, since an update has to be possible where the vault is one that only the newer version opens. */
const remembered = z.strictObject({ allowed: z.boolean(), checkedAtMs: z.number().int().optional() });

/** Where a build looks for newer versions; package.json of a packaged app has it (scripts/package/electron-builder.mjs). */
export const updateSource = z.strictObject({ feed: z.url(), publicKey: z.string().min(1) });
export type UpdateSource = z.output<typeof updateSource>;

export type Updates = UpdatePort & {
  /** To be called last when the app ends: installs where the person asked for it. @returns the program to start then, or null */
  readonly finish: () => string | null;
  readonly stop: () => void;
};

export type UpdatesOptions = {
  readonly source: UpdateSource;
  readonly installedAs: InstalledAs;
  readonly version: string;
  /** The feed's file for this system, see {@link feedFileOf}. */
  readonly feedFile: string;
  /** Where the answer is remembered. */
  readonly rememberedPath: string;
  /** Where downloads go. */
  readonly folder: string;
  readonly log: Log;
  /** Ends the app in order; {@link Updates.finish} is called on the way. */
  readonly quit: () => void;
  readonly now?: () => number;
};

/** The feed's file for a system, by electron-builder's own names. */
export function feedFileOf(platform: NodeJS.Platform, arch: string): string {
  if (platform === 'darwin') return 'latest-mac.yml';
  if (platform === 'win32') return 'latest.yml';
  return arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${arch}.yml`;
}

/** Looks for newer versions once a day where the person allowed it, and never before. */
export function createUpdates(options: UpdatesOptions): Updates {
  const { source, version, log, now = Date.now } = options;
  const feed = new URL(options.feedFile, source.feed.endsWith('/') ? source.feed : `${source.feed}/`);
  const file = createHostFile(options.rememberedPath, remembered, log);
  const listeners = new Set<() => void>();
  let memory = file.read();
  let installer: Installer | null = null;
  let working: Promise<void> | null = null;
  let wanted = false;
  let status: Omit<UpdateStatus, 'allowed'> = {
    available: true,
    state: 'idle',
    version: '',
    host: feed.host,
    problem: '',
    installs: options.installedAs !== 'page',
  };

  const change = (next: Partial<typeof status>): void => {
    status = { ...status, problem: '', ...next };
    for (const listener of listeners) listener();
  };
  const remember = (next: z.output<typeof remembered>): void => {
    memory = next;
    file.write(next);
  };
  /** One at a time; who asks meanwhile waits for the same. */
  const alone = (work: () => Promise<void>): Promise<void> => {
    working ??= work()
      .catch(async (error: unknown) => {
        log.warn('update-failed', { state: status.state });
        change({ state: 'failed', problem: await explain(error, status.state) });
      })
      .finally(() => {
        working = null;
      });
    return working;
  };

  const check = async (): Promise<void> => {
    change({ state: 'checking', version: '' });
    remember({ allowed: true, checkedAtMs: now() });
    const [{ MOST_FEED_BYTES, readFeed, readFeedKey }, { PlainRequests }, { createInstaller }] = await Promise.all([
      import('./update-feed.ts'),
      import('./update-request.ts'),
      import('./update-installers.ts'),
    ]);
    const text = await new PlainRequests(MOST_FEED_BYTES).text(feed);
    const info = readFeed(text, options.feedFile, feed, readFeedKey(source.publicKey));
    if (!isNewer(info.version, version)) {
      change({ state: 'current' });
      return;
    }
    installer =
      options.installedAs === 'page'
        ? null
        : await createInstaller({ as: options.installedAs, info, feed, version, folder: options.folder });
    change({ state: 'found', version: info.version });
  };
  const download = async (): Promise<void> => {
    const found = installer;
    if (found === null) return;
    change({ state: 'downloading' });
    try {
      await found.download();
    } catch (error) {
      found.clear();
      throw error;
    }
    change({ state: 'ready' });
  };

  const look = (): void => {
    if (memory?.allowed !== true || ['found', 'downloading', 'ready'].includes(status.state)) return;
    const since = now() - (memory.checkedAtMs ?? 0);
    // A clock that went back must not keep it from looking for ever.
    if (since >= CHECK_EVERY_MS || since < 0) void alone(check);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();

  return {
    status: () => ({ ...status, allowed: memory?.allowed ?? null }),
    allow: (allowed) => {
      remember({ ...memory, allowed });
      if (!allowed) installer?.clear();
      change(allowed ? {} : { state: 'idle', version: '' });
      if (allowed) look();
    },
    check: async () => {
      if (memory?.allowed === true && status.state !== 'downloading' && status.state !== 'ready') await alone(check);
    },
    download: async () => {
      if (memory?.allowed === true && installer !== null && status.version !== '') await alone(download);
    },
    install: () => {
      if (status.state !== 'ready') return;
      wanted = true;
      options.quit();
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    finish: () => {
      if (!wanted || installer === null) return null;
      wanted = false;
      try {
        return installer.install();
      } catch (error) {
        // The app that is there stays; the next start finds the newer version again.
        log.error('update-not-installed', error);
        return null;
      }
    },
    stop: () => clearInterval(timer),
  };
}

/** What went wrong, for a person. Messages of the network may name addresses, so that none is passed on. */
async function explain(error: unknown, during: UpdateStatus['state']): Promise<string> {
  const { FeedRefused } = await import('./update-feed.ts');
  if (error instanceof FeedRefused) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/^(?:ENOSPC|EDQUOT|EFBIG)$/.test(code)) {
    return 'The disk is full, so the newer version could not be kept. Make room and try again; nothing was changed.';
  }
  if (/^(?:EACCES|EPERM|EROFS)$/.test(code)) {
    return 'The folder of the app cannot be written to. Download the newer version by hand; nothing was changed.';
  }
  if (code === 'ERR_CHECKSUM_MISMATCH') {
    return 'What was downloaded is not the file that its makers signed. It was thrown away; nothing was changed.';
  }
  return during === 'downloading'
    ? 'The download broke off. Try again; nothing was changed.'
    : 'The update feed could not be reached. Try again later; nothing was changed.';
}
