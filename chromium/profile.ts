import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = 'browser-profiles';

/** What the browser would otherwise keep or ask: passwords, addresses, translations, spelling, sign-in. */
const PREFERENCES = {
  credentials_enable_service: false,
  credentials_enable_autosignin: false,
  profile: { password_manager_enabled: false, name: 'App' },
  autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
  translate: { enabled: false },
  browser: { enable_spellchecking: false, has_seen_welcome_page: true, check_default_browser: false },
  spellcheck: { use_spelling_service: false },
  search: { suggest_enabled: false },
  signin: { allowed: false },
  savefile: { default_directory: '' },
  alternate_error_pages: { enabled: false },
  safebrowsing: { enabled: false },
  session: { restore_on_startup: 5 },
};

/** What differs for pages on the web. */
const WEB_PREFERENCES = {
  session: { restore_on_startup: 1 },
  // Whoever shows a certificate that is not right is not connected to; there is no "proceed anyway".
  ssl: { error_override_allowed: false },
  // An administrator's list, set for this profile: no address but the web's. It is what keeps pages from starting other
  // programs (`mailto:` and the like), which no request is made for.
  policy: { url_blocklist: ['*'], url_allowlist: ['https://*', 'http://*'] },
};

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Removes profiles whose app is gone without having removed them: it was killed, or the machine stopped. */
export function removeStaleProfiles(userData: string): void {
  const folder = join(userData, FOLDER);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number(name.split('-')[0]);
    if (Number.isInteger(pid) && pid > 0 && isAlive(pid)) continue;
    rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A new, private profile directory. Its name begins with our process id, so that a later start can tell a stale one. */
export function createProfile(userData: string): string {
  const path = join(userData, FOLDER, `${process.pid}-${randomBytes(6).toString('hex')}`);
  mkdirSync(join(path, 'Default'), { recursive: true, mode: 0o700 });
  writeFileSync(join(path, 'Default', 'Preferences'), JSON.stringify(PREFERENCES), { mode: 0o600 });
  // The browser writes what is in its windows here, to restore them after a crash: title, address, history state, form
  // fields. It has no setting for that, and does without when it finds a file where it wants a folder.
  writeFileSync(join(path, 'Default', 'Sessions'), '');
  writeFileSync(join(path, 'First Run'), '');
  return path;
}

/**
 * Makes a profile for pages on the web ready, private to its owner. It stays: cookies are what keeps a person signed in,
 * and they live until the provider ends them, so the browser is told to keep those "of this session" as well (the wish to
 * reopen windows does that; which windows there were is not kept, see createProfile). Cookies are encrypted with the key
 * that the browser keeps in the operating system's keychain, where it finds one.
 */
export function prepareWebProfile(path: string): void {
  const folder = join(path, 'Default');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  // Also where it was made by something else, with other rights.
  chmodSync(path, 0o700);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const preferences = join(folder, 'Preferences');
  const given = { ...PREFERENCES, ...WEB_PREFERENCES };
  if (!existsSync(preferences)) writeFileSync(preferences, JSON.stringify(given), { mode: 0o600 });
  const sessions = join(folder, 'Sessions');
  if (!existsSync(sessions)) writeFileSync(sessions, '');
  const firstRun = join(path, 'First Run');
  if (!existsSync(firstRun)) writeFileSync(firstRun, '');
}

/** The browser's last child processes may still write for a moment after it has gone, hence the retries. */
export async function removeProfile(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}
