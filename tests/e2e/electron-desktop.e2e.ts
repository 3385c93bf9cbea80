// What only Electron has, and so is tried on it alone: tray, menus, notifications, windows, sessions, the system's events.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserWindow, Notification as DesktopNotification, Menu } from 'electron';
import type { Page } from 'playwright-core';
import { startGitLab } from '../simulators/providers/gitlab.ts';
import { type App, type AppWindow, ROOT, unlockFromOutside } from './support/app.ts';
import { PASSPHRASE, seedVault } from './support/seed.ts';
import { expect, openApp, test } from './support/test.ts';
import { boardIsThere, goTo } from './support/window.ts';

test.describe.configure({ mode: 'serial' });

const DAY_MS = 86_400_000;

/** What the specs put into the main process to look at it. */
type Seen = {
  trayMenu?: Menu;
  tooltip?: string;
  badges: number[];
  notifications: DesktopNotification[];
};
type Host = { seen: Seen };

/** Notes from now on what the host tells the desktop. Notifications count as shown: no desktop is behind a bare display. */
function look(app: App): Promise<void> {
  return app.inHost(({ app: electronApp, Notification: Shown, Tray }) => {
    const seen: Seen = { badges: [], notifications: [] };
    (globalThis as unknown as Host).seen = seen;
    const { setContextMenu, setToolTip } = Tray.prototype;
    Tray.prototype.setContextMenu = function (menu) {
      if (menu !== null) seen.trayMenu = menu;
      setContextMenu.call(this, menu);
    };
    Tray.prototype.setToolTip = function (text) {
      seen.tooltip = text;
      setToolTip.call(this, text);
    };
    electronApp.setBadgeCount = (count) => seen.badges.push(count ?? 0) > 0;
    Shown.isSupported = () => true;
    Shown.prototype.show = function () {
      seen.notifications.push(this);
      this.emit('show');
    };
  }, null);
}

/** Presses an item of the tray's menu. */
const pressInTray = (app: App, label: string): Promise<void> =>
  app.inHost((_electron, wanted) => {
    const item = (globalThis as unknown as Host).seen.trayMenu?.items.find(({ label: its }) => its === wanted);
    if (item?.enabled !== true) throw new Error(`The tray offers no ${wanted}.`);
    item.click();
  }, label);

/** Chooses an item of the application's menu, by its labels from the outermost. */
const chooseInMenu = (app: App, path: readonly string[]): Promise<void> =>
  app.inHost(({ Menu: Menus }, labels) => {
    let items = Menus.getApplicationMenu()?.items ?? [];
    for (const [depth, label] of labels.entries()) {
      const item = items.find((one) => one.label.replace('&', '') === label);
      if (item === undefined) throw new Error(`There is no ${label} in the menu.`);
      if (depth === labels.length - 1) item.click();
      items = item.submenu?.items ?? [];
    }
  }, path);

const locked = (page: Page): Promise<void> => page.getByRole('heading', { name: 'Keyrail is locked' }).waitFor();

let app: App;
let page: Page;

test.beforeAll(async () => {
  const { home } = await seedVault(async ({ addKey, engine }) => {
    const place = { project: 'shop', environment: 'staging' };
    await addKey({ ...place, name: 'QUIET_KEY', value: 'made-up-value-0001' });
    const expires = { at: Date.now() - 2 * DAY_MS, precision: 'instant' } as const;
    await addKey({ ...place, name: 'EXPIRED_TOKEN', value: 'made-up-value-0002', expires });
    const own = { quietHours: null, daysOff: [], rotateEvery: null };
    await engine.policies.set({ scope: { of: 'everything' }, own });
  });
  app = await openApp({ home });
  page = app.page;
  await locked(page);
  await look(app);
});

test.describe('the desktop', () => {
  test('is told by a notification what was missed, and shows the key that was chosen there', async () => {
    await unlockFromOutside(page, PASSPHRASE);
    await boardIsThere(page);
    const told = () =>
      app.inHost(
        () =>
          (globalThis as unknown as Host).seen.notifications.map(({ title, body, actions }) => ({
            title,
            body,
            buttons: actions.map(({ text }) => text),
          })),
        null,
      );
    await expect.poll(told, { timeout: 30_000 }).toHaveLength(1);
    const [notification] = await told();
    expect(JSON.stringify(notification)).toContain('EXPIRED_TOKEN');
    expect(JSON.stringify(notification)).not.toContain('made-up-value');
    expect(notification?.buttons.length).toBeGreaterThan(0);
    await app.inHost(() => (globalThis as unknown as Host).seen.notifications[0]?.emit('click'), null);
    await page.getByRole('complementary', { name: 'Key' }).getByRole('heading', { name: 'EXPIRED_TOKEN' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('has the number of what is due on the launcher’s icon, and in the tray', async () => {
    const seen = () =>
      app.inHost(() => {
        const { badges, tooltip, trayMenu } = (globalThis as unknown as Host).seen;
        return { badge: badges.at(-1), tooltip, labels: trayMenu?.items.map(({ label }) => label) };
      }, null);
    await expect.poll(async () => (await seen()).badge).toBe(1);
    const { tooltip, labels } = await seen();
    expect(tooltip).toContain('Keyrail');
    expect(labels?.join('\n')).toContain('EXPIRED_TOKEN');
    expect(labels).toEqual(expect.arrayContaining(['Open Keyrail', 'Lock Vault', 'Quit Keyrail']));
  });

  test('locks the vault from the tray, which names no key afterwards', async () => {
    await pressInTray(app, 'Lock Vault');
    await locked(page);
    const labels = () =>
      app.inHost(() => (globalThis as unknown as Host).seen.trayMenu?.items.map(({ label }) => label).join('\n'), null);
    await expect.poll(labels).not.toContain('EXPIRED_TOKEN');
  });

  for (const event of ['lock-screen', 'suspend'] as const) {
    test(`locks the vault by its ${event}`, async () => {
      await unlockFromOutside(page, PASSPHRASE);
      await boardIsThere(page);
      await app.inHost(({ powerMonitor }, name) => powerMonitor.emit(name), event);
      await locked(page);
    });
  }
});

test.describe('the menu', () => {
  test('does what its items say', async () => {
    await unlockFromOutside(page, PASSPHRASE);
    await boardIsThere(page);
    await chooseInMenu(app, ['View', 'Inbox']);
    await page.getByRole('heading', { level: 1, name: /^Inbox/ }).waitFor();
    await chooseInMenu(app, ['File', 'Settings…']);
    await page.getByRole('heading', { name: 'Unlock', exact: true }).waitFor();
    await chooseInMenu(app, ['View', 'Command Palette…']);
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.press('Escape');
    await chooseInMenu(app, ['File', 'Lock Vault']);
    await locked(page);
    await unlockFromOutside(page, PASSPHRASE);
  });

  test('has accelerators that Electron knows, each one once', async () => {
    const accelerators = await app.inHost(({ Menu: Menus }) => {
      const all: string[] = [];
      const walk = (menu: Menu | null | undefined): void => {
        for (const item of menu?.items ?? []) {
          if (item.accelerator) all.push(String(item.accelerator));
          walk(item.submenu);
        }
      };
      walk(Menus.getApplicationMenu());
      return all;
    }, null);
    expect(accelerators).toEqual(expect.arrayContaining(['CmdOrCtrl+N', 'CmdOrCtrl+L', 'CmdOrCtrl+K']));
    expect(new Set(accelerators).size).toBe(accelerators.length);
  });
});

test.describe('the window', () => {
  const bounds = () => app.inHost(({ BrowserWindow: Windows }) => Windows.getAllWindows()[0]?.getBounds(), null);
  const close = async (): Promise<void> => {
    await app.inHost(({ BrowserWindow: Windows }) => {
      for (const window of Windows.getAllWindows()) window.close();
    }, null);
    await expect.poll(() => app.inHost(({ BrowserWindow: Windows }) => Windows.getAllWindows().length, null)).toBe(0);
  };
  const loaded = (): Promise<void> =>
    expect
      .poll(() => app.inHost(({ BrowserWindow: Windows }) => Windows.getAllWindows()[0]?.webContents.isLoading(), null))
      .toBe(false);
  /** Displays side by side, each of one size, as the host sees them from now on. */
  const showDisplays = (count: number): Promise<void> =>
    app.inHost(({ screen }, many) => {
      const size = { width: 2000, height: 1100 };
      const displays = Array.from({ length: many }, (_, id) => {
        const area = { x: id * size.width, y: 0, ...size };
        return { id, bounds: area, workArea: area, size, workAreaSize: size };
      });
      screen.getAllDisplays = () => displays as never;
      screen.getPrimaryDisplay = () => displays[0] as never;
    }, count);

  test('prints the timeline', async () => {
    await goTo(page, 'Timeline');
    await page.getByRole('heading', { level: 1, name: /^Timeline/ }).waitFor();
    const pdf = await app.inHost(async ({ BrowserWindow: Windows }) => {
      const [window] = Windows.getAllWindows() as [BrowserWindow];
      return (await window.webContents.printToPDF({ printBackground: true })).toString('latin1');
    }, null);
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.length).toBeGreaterThan(5_000);
  });

  test('is not replaced by a file that is dropped on it', async () => {
    const file = join(app.home, 'dropped.html');
    writeFileSync(file, '<!doctype html><title>dropped</title>');
    const address = page.url();
    const session = await page.context().newCDPSession(page);
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const data = { items: [], files: [file], dragOperationsMask: 1 };
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
    }
    await session.detach();
    expect(page.url()).toBe(address);
    expect(await page.title()).not.toContain('dropped');
    await page.keyboard.press('Escape');
  });

  test('comes back where it was on the second of two displays, and onto the first when that is gone', async () => {
    await showDisplays(2);
    const placed = { x: 2_300, y: 120, width: 1_100, height: 700 };
    await app.inHost(({ BrowserWindow: Windows }, wanted) => Windows.getAllWindows()[0]?.setBounds(wanted), placed);
    await expect.poll(bounds).toMatchObject(placed);
    await close();
    // The tray keeps the app, and opens its window again.
    await pressInTray(app, 'Open Keyrail');
    await expect.poll(bounds).toMatchObject(placed);
    await loaded();
    await close();
    await showDisplays(1);
    await pressInTray(app, 'Open Keyrail');
    await expect.poll(async () => (await bounds())?.width).toBe(placed.width);
    const found = await bounds();
    expect((found?.x ?? -1) >= 0 && (found?.x ?? 0) + placed.width <= 2_000).toBe(true);
  });

  test('is one of an app that quits from the tray', async () => {
    // The process ends before it could answer.
    pressInTray(app, 'Quit Keyrail').catch(() => undefined);
    expect(await app.exited).toBe(0);
  });

  test('keeps nothing by Chromium’s own storage of secrets, whose keys anybody’s program may get', () => {
    const folder = join(ROOT, 'dist', 'host');
    const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.cjs'));
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.filter((name) => readFileSync(join(folder, name), 'utf8').includes('safeStorage'))).toEqual([]);
  });
});

test.describe('dashboards', () => {
  test('have a session each, by the path of their profile, without permissions and downloads', async () => {
    const site = createServer((request, response) => {
      const file = request.url === '/file';
      response.writeHead(200, {
        'content-type': file ? 'application/octet-stream' : 'text/html',
        ...(file ? { 'content-disposition': 'attachment; filename="file.bin"' } : {}),
      });
      response.end(file ? 'made up' : '<!doctype html><title>Site</title><h1>Site</h1><a href="/file">Download</a>');
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const dashboardUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/keys`;
    const ids: string[] = [];
    const { home } = await seedVault(async ({ engine }) => {
      for (const name of ['one', 'two']) {
        const added = await engine.connections.add({ provider: 'norrix', name, dashboardUrl });
        if (!added.ok) throw new Error(added.error.code);
        ids.push(added.value.connectionId);
      }
    });
    const own = await openApp({ home, passphrase: PASSPHRASE });
    for (const connectionId of ids) {
      const answer = await own.page.evaluate(
        (id) => (window as unknown as AppWindow).keyrail.connections.openDashboard({ connectionId: id as never }),
        connectionId,
      );
      expect(answer).toMatchObject({ ok: true });
    }
    await expect.poll(() => own.webPages().length).toBe(2);
    const paths = await own.inHost(
      ({ webContents }) => webContents.getAllWebContents().map(({ session }) => session.storagePath),
      null,
    );
    const dashboards = join(home, 'host', 'dashboards');
    expect(paths.filter((path) => path?.startsWith(dashboards)).sort()).toEqual(
      ids.map((id) => join(dashboards, id)).sort(),
    );

    const [dashboard] = own.webPages() as [Page];
    const asked = await dashboard.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      place: await new Promise((done) =>
        navigator.geolocation.getCurrentPosition(
          () => done('given'),
          () => done('denied'),
        ),
      ),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'denied',
      ),
    }));
    expect(asked).toEqual({ notifications: 'denied', place: 'denied', camera: 'denied' });
    await dashboard.getByRole('link', { name: 'Download' }).click({ noWaitAfter: true });
    await expect.poll(() => own.log()).toContain('dashboard-download-denied');
    site.close();
    expect(await own.quit()).toBe(0);
  });
});

test.describe('quitting', () => {
  test('ends in order while a sync is under way, and the vault opens again', async () => {
    const gitlab = await startGitLab();
    const token = gitlab.state.add('inventory');
    let connectionId = '';
    const { home } = await seedVault(async ({ engine, addKey }) => {
      await addKey({ project: 'shop', environment: 'staging', name: 'SOME_KEY', value: 'made-up-value-0003' });
      const added = await engine.connections.add({
        provider: 'gitlab',
        baseUrl: gitlab.url,
        credential: { method: 'token', fields: { token: token.value } },
      });
      if (!added.ok) throw new Error(added.error.message);
      connectionId = added.value.connectionId;
    });
    const busy = await openApp({ home, passphrase: PASSPHRASE });
    gitlab.faults.add({ kind: 'slow', delayMs: 8_000 });
    const before = gitlab.requests.entries.length;
    await busy.page.evaluate((id) => {
      void (window as unknown as AppWindow).keyrail.connections.sync({ connectionId: id as never });
    }, connectionId);
    await expect.poll(() => gitlab.requests.entries.length).toBeGreaterThan(before);
    expect(await busy.quit()).toBe(0);
    const again = await openApp({ home, passphrase: PASSPHRASE });
    await boardIsThere(again.page);
    expect(again.log()).not.toContain('unexpected');
    await gitlab.close();
  });
});
