import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { type HostHandle, startHost } from './start-host.ts';
import { NotificationServer, TestBus } from './testing/notification-server.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const isInstalled = (program: string): boolean =>
  spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
const noBus = process.platform === 'linux' && isInstalled('dbus-daemon') ? null : 'no dbus-daemon';

let folder: string;
let bus: TestBus;
let host: HostHandle | undefined;
let server: NotificationServer | undefined;
test.beforeEach(async () => {
  test.skip(noBus !== null, noBus ?? '');
  folder = mkdtempSync(join(tmpdir(), 'notify-'));
  bus = await TestBus.start();
});
test.afterEach(async () => {
  await host?.close();
  host = undefined;
  server?.stop();
  bus?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<HostHandle> {
  const env = { DBUS_SESSION_BUS_ADDRESS: bus.address };
  host = await startHost({
    mainFile: join(fixtures, 'main.cjs'),
    appPath: fixtures,
    headless: false,
    userData: folder,
    env,
  });
  await host.firstPage();
  return host;
}

test.describe('a notification', () => {
  test('is the desktop’s own with its buttons, and tells what was chosen', async () => {
    server = await NotificationServer.start(bus.address, ['actions', 'body', 'body-markup']);
    const { electron } = await start();
    const notification = new electron.Notification({
      title: 'NPM_TOKEN expires today',
      body: 'Søk & <b>find</b>\nzweite Zeile',
      actions: [
        { type: 'button', text: 'Show' },
        { type: 'button', text: 'Snooze for a day' },
      ],
    });
    notification.show();
    await once(notification, 'show');
    expect(server.notified).toEqual([
      {
        id: 1,
        app: electron.app.getName(),
        title: 'NPM_TOKEN expires today',
        body: 'Søk &amp; &lt;b&gt;find&lt;/b&gt;\nzweite Zeile',
        actions: ['default', 'Open', '0', 'Show', '1', 'Snooze for a day'],
      },
    ]);
    const chosen = once(notification, 'action');
    server.choose(1, '1');
    expect((await chosen)[0]).toMatchObject({ actionIndex: 1 });
    const clicked = once(notification, 'click');
    server.choose(1, 'default');
    await clicked;
    const closed = once(notification, 'close');
    server.dismiss(1);
    await closed;
    notification.close();
    await expect.poll(() => server?.closed).toEqual([1]);
  });

  test('has no buttons where the desktop shows none', async () => {
    server = await NotificationServer.start(bus.address, ['body']);
    const { electron } = await start();
    const notification = new electron.Notification({
      title: 'a < b',
      body: 'a < b',
      actions: [{ type: 'button', text: 'Show' }],
    });
    notification.show();
    await once(notification, 'show');
    expect(server.notified).toMatchObject([{ title: 'a < b', body: 'a < b', actions: [] }]);
  });

  test('is the browser’s own where there is no desktop behind the bus', async () => {
    const { electron } = await start();
    const notification = new electron.Notification({ title: 'NPM_TOKEN expires today', body: 'storefront' });
    const said = Promise.race([once(notification, 'show'), once(notification, 'failed').then(([, why]) => why)]);
    notification.show();
    expect(await said).toEqual([expect.anything()]);
  });
});

test('understands another program’s messages, and is understood', async () => {
  test.skip(!isInstalled('gdbus'), 'no gdbus');
  server = await NotificationServer.start(bus.address, ['body', 'actions']);
  const call = (member: string, ...args: string[]) =>
    promisify(execFile)('gdbus', [
      ...['call', '--address', bus.address, '--dest', 'org.freedesktop.Notifications'],
      ...['--object-path', '/org/freedesktop/Notifications', '--method', `org.freedesktop.Notifications.${member}`],
      ...['--', ...args],
    ]);
  expect((await call('GetCapabilities')).stdout).toBe("(['body', 'actions'],)\n");
  const hints = "{'urgency': <byte 1>, 'image-data': <(1, 1, 3, false, 8, 3, [byte 1, 2, 3])>, 'x': <@t 5>}";
  const sent = await call(
    'Notify',
    "'other'",
    '0',
    "''",
    "'Title'",
    "'Söme body'",
    "['default', 'Open']",
    hints,
    '5000',
  );
  expect(sent.stdout).toBe('(uint32 1,)\n');
  expect(server.notified).toMatchObject([
    { app: 'other', title: 'Title', body: 'Söme body', actions: ['default', 'Open'] },
  ]);
});
