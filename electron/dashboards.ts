import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Session, session } from 'electron';
import type { Log } from '#core/log.ts';
import type { DashboardPort } from '#core/platform.ts';
import { hardenDashboardSession } from './dashboard-hardening.ts';
import { isProfile, mayShow } from './dashboard-rules.ts';
import { type DashboardWindow, openDashboardWindow } from './dashboard-window.ts';

/** Marks an emptied profile whose directory is to be removed at the next start. */
const FORGOTTEN = '.forgotten';

/**
 * Windows on providers' pages, each on a profile of its own below `folder`. `session.fromPath` rather than a partition's
 * name: where the profile lies is then our choice on both runtimes, so that forgetting can remove it whole.
 *
 * @param options.folder is made when it is needed; only the person who runs Keyrail may look into it
 */
export function createDashboards(options: {
  folder: string;
  icon: string | null;
  platform: NodeJS.Platform;
  development: boolean;
  log: Log;
}): DashboardPort {
  const { folder, log } = options;
  const windows = new Map<string, DashboardWindow>();
  /** Sessions that were used since the start: Electron keeps their files open until it ends. */
  const sessions = new Map<string, Session>();
  const listeners = new Set<() => void>();
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  removeForgotten(folder, log);

  const sessionOf = (profile: string): Session => {
    mkdirSync(join(folder, profile), { recursive: true, mode: 0o700 });
    // Forgotten earlier in this run, and now used again: it stays.
    rmSync(join(folder, `${profile}${FORGOTTEN}`), { force: true });
    // Pages of providers are not kept on disk; cookies and what the pages store are.
    const found = sessions.get(profile) ?? session.fromPath(join(folder, profile), { cache: false });
    hardenDashboardSession(found, log);
    sessions.set(profile, found);
    return found;
  };

  const close = async (profile: string): Promise<boolean> => {
    const window = windows.get(profile);
    if (window === undefined) return false;
    window.close();
    await keep(sessions.get(profile));
    return true;
  };

  return {
    open: async ({ profile, url, title }) => {
      check(profile);
      if (!mayShow(url)) throw new TypeError('A dashboard is opened by https only, or on this machine.');
      const open = windows.get(profile);
      if (open !== undefined) {
        open.show();
        return;
      }
      const window = openDashboardWindow({
        ...options,
        session: sessionOf(profile),
        name: title,
        onClosed: () => {
          if (windows.get(profile) === window) windows.delete(profile);
          changed();
        },
      });
      windows.set(profile, window);
      changed();
      try {
        await window.load(url);
      } catch (error) {
        // An empty window would say nothing; whoever asked is told instead.
        window.close();
        throw error;
      }
    },
    isOpen: (profile) => windows.has(profile),
    evaluate: async (profile, script, timeLimitMs) => {
      const window = windows.get(profile);
      if (window === undefined) throw new Error('No window is open for this profile.');
      return window.evaluate(script, timeLimitMs);
    },
    close,
    closeAll: async () => {
      await Promise.all([...windows.keys()].map(close));
    },
    forget: async (profile) => {
      check(profile);
      windows.get(profile)?.close();
      const used = sessions.get(profile);
      if (used === undefined) {
        await rm(join(folder, profile), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
        return;
      }
      await used.closeAllConnections();
      await used.clearData();
      // Electron goes on using the emptied files until it ends; the next start removes them.
      if (existsSync(join(folder, profile))) writeFileSync(join(folder, `${profile}${FORGOTTEN}`), '');
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function check(profile: string): void {
  if (!isProfile(profile)) throw new TypeError('A profile is named by a connection’s id.');
}

/** Has the session write what it holds in memory, so that closing a window never signs anybody out. */
async function keep(used: Session | undefined): Promise<void> {
  used?.flushStorageData();
  await used?.cookies.flushStore();
}

/** Removes what a run before this one could not. */
function removeForgotten(folder: string, log: Log): void {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names.filter((each) => each.endsWith(FORGOTTEN))) {
    const profile = name.slice(0, -FORGOTTEN.length);
    if (!isProfile(profile)) continue;
    try {
      rmSync(join(folder, profile), { recursive: true, force: true, maxRetries: 3 });
      rmSync(join(folder, name), { force: true });
    } catch (error) {
      log.error('dashboard-not-removed', error);
    }
  }
}
