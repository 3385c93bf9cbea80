import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DesktopNotifications } from './desktop-notifications.ts';
import { type BusMessage, busMessage, decodeMessage, encodeMessage } from './session-bus/bus-message.ts';
import type { BusValue } from './session-bus/bus-values.ts';
import { SessionBus, sessionBusPath } from './session-bus/session-bus.ts';

const SERVICE = { path: '/org/freedesktop/Notifications', interface: 'org.freedesktop.Notifications' } as const;

let folder: string;
let path: string;
let server: Server;
const sockets = new Set<Socket>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-'));
  path = join(folder, 'bus');
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A bus that lets everybody in and answers each call with the bytes that it is told to. */
async function serve(answer: (call: BusMessage) => Buffer): Promise<void> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let unread = Buffer.alloc(0);
    let isIn = false;
    socket.on('data', (bytes: Buffer) => {
      if (!isIn && bytes[0] === 0) {
        socket.write('OK 0123456789abcdef0123456789abcdef\r\n');
        return;
      }
      unread = Buffer.concat([unread, bytes]);
      if (!isIn) {
        unread = unread.subarray('BEGIN\r\n'.length);
        isIn = true;
      }
      for (let next = decodeMessage(unread); next !== null; next = decodeMessage(unread)) {
        unread = unread.subarray(next.length);
        socket.write(answer(next.message));
      }
    });
  });
  server.listen(path);
  await once(server, 'listening');
}

function reply({ serial }: BusMessage, signature = '', body: readonly BusValue[] = []): Buffer {
  return encodeMessage(busMessage({ kind: 'reply', serial: serial + 1_000, replyTo: serial, signature, body }));
}

it('hears of a notification that is closed in the same breath', async () => {
  await serve((call) => {
    if (call.member === 'GetCapabilities') return reply(call, 'as', [['body']]);
    if (call.member !== 'Notify') return reply(call);
    const closed = busMessage({
      ...SERVICE,
      ...{ kind: 'signal', serial: 9_999, member: 'NotificationClosed', signature: 'uu', body: [7, 1] },
    });
    return Buffer.concat([reply(call, 'u', [7]), encodeMessage(closed)]);
  });
  const desktop = new DesktopNotifications(path);
  let closed = 0;
  const onClose = (): void => {
    closed += 1;
  };
  const text = { appName: 'Keyrail', title: 'NPM_TOKEN expires today', body: '', actions: [] };
  expect(await desktop.show({ ...text, onAction: () => undefined, onClose })).toBe(7);
  await expect.poll(() => closed).toBe(1);
  await desktop.end();
});

it('hangs up on an array of nothing, which has no end', async () => {
  await serve((call) => {
    const bytes = reply(call, 'ays', [[1, 2, 3, 4, 5, 6, 7, 8], 'made up, and long enough']);
    bytes.write('a()', bytes.indexOf('ays'), 'latin1');
    return bytes;
  });
  await expect(SessionBus.connect(path)).rejects.toThrow('did not answer');
});

it('leaves no line open to a bus that does not greet', async () => {
  await serve(({ serial }) =>
    encodeMessage(busMessage({ kind: 'error', serial: 1, replyTo: serial, error: 'org.example.No' })),
  );
  await expect(SessionBus.connect(path)).rejects.toThrow('Hello failed');
  const [socket] = sockets;
  await expect.poll(() => socket?.readyState).not.toBe('open');
});

it('takes the first address that can be read', (ctx) => {
  ctx.skip(process.platform !== 'linux', 'only Linux has a session bus');
  const of = (address: string) => sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address });
  expect(of('unix:path=/run/%zz')).toBeUndefined();
  expect(of('unix:path=/run/%zz;unix:path=/run/user%201/bus,guid=00')).toBe('/run/user 1/bus');
  expect(of('tcp:host=localhost;unix:abstract=/tmp/x')).toBe('\0/tmp/x');
});
