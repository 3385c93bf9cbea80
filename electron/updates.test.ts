import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '#core/log.ts';
import { publicKeyOf, signFeed } from '../scripts/package/sign-feed.mjs';
import { fillDisk, mountSmallDisk, noSmallDiskBecause, unmount } from '../tests/fixtures/small-disk.ts';
import type { InstalledAs } from './update-installers.ts';
import { createUpdates, feedFileOf, type Updates, type UpdatesOptions } from './updates.ts';

const PRIVATE_KEY = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const ANOTHER_KEY = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const FEED = 'latest-linux.yml';
const IMAGE = 'Keyrail-0.2.0.AppImage';
const NEW_PROGRAM = Buffer.from(`#!/bin/sh\nexit 0\n# ${'x'.repeat(300_000)}\n`);
const DAY_MS = 86_400_000;

/** `latest-linux.yml` as electron-builder 26 writes it. */
function feedOf(version: string, file = NEW_PROGRAM, name = IMAGE): string {
  const sha512 = createHash('sha512').update(file).digest('base64');
  return `version: ${version}
files:
  - url: ${name}
    sha512: ${sha512}
    size: ${file.length}
    blockMapSize: 131
path: ${name}
sha512: ${sha512}
releaseDate: '2026-11-29T00:00:00.000Z'
`;
}

let folder: string;
let server: Server;
let asked: { path: string; headers: IncomingHttpHeaders }[];
let files: Map<string, string | Buffer>;
/** What the server does with the program's bytes in place of sending them. */
let cutOff: boolean;
const made: Updates[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kr-updates-'));
  mkdirSync(join(folder, 'host'));
  mkdirSync(join(folder, 'apps'));
  asked = [];
  files = new Map<string, string | Buffer>([[IMAGE, NEW_PROGRAM]]);
  cutOff = false;
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const name = (request.url ?? '').slice('/feed/'.length);
    const content = files.get(name);
    if (content === undefined) response.writeHead(404).end();
    else if (typeof content === 'string' && content.startsWith('-> ')) {
      response.writeHead(302, { location: content.slice(3) }).end();
    } else if (cutOff && name === IMAGE) {
      response.writeHead(200, { 'content-length': content.length });
      response.write(NEW_PROGRAM.subarray(0, 1000), () => response.destroy());
    } else response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const each of made.splice(0)) each.stop();
  delete process.env['APPIMAGE'];
  unmount(join(folder, 'apps'));
  rmSync(folder, { recursive: true, force: true });
  server.close();
  server.closeAllConnections();
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const rememberedPath = (): string => join(folder, 'host/updates.json');
const program = (name = 'Keyrail-0.1.0.AppImage'): string => join(folder, 'apps', name);

function updates(given: Partial<UpdatesOptions> & { publicKey?: string } = {}): Updates {
  const { publicKey = publicKeyOf(PRIVATE_KEY), ...rest } = given;
  const one = createUpdates({
    source: { feed: `${origin()}/feed`, publicKey },
    installedAs: 'appimage' satisfies InstalledAs,
    version: '0.1.0',
    feedFile: FEED,
    rememberedPath: rememberedPath(),
    folder: join(folder, 'host'),
    log: silentLog,
    quit: () => undefined,
    ...rest,
  });
  made.push(one);
  return one;
}

/** Allows it, and waits for the look that follows. */
async function allowed(one: Updates): Promise<Updates> {
  one.allow(true);
  await one.check();
  return one;
}

function publish(version: string): void {
  files.set(FEED, signFeed(feedOf(version), FEED, PRIVATE_KEY));
}

describe('what is asked', () => {
  it('is nothing before it was allowed, and nothing after it was forbidden', async () => {
    publish('0.2.0');
    const one = updates();
    expect(one.status()).toMatchObject({ available: true, allowed: null, state: 'idle' });
    await one.check();
    await one.download();
    one.allow(false);
    await one.check();
    expect(updates().status().allowed).toBe(false);
    expect(asked).toEqual([]);
  });

  it('is the feed’s file, without anything that says who asks', async () => {
    publish('0.1.0');
    await allowed(updates());
    expect(asked.map(({ path }) => path)).toEqual([`/feed/${FEED}`]);
    const { host: _, connection: __, ...headers } = asked[0]?.headers ?? {};
    expect(headers).toEqual({ 'user-agent': 'Keyrail', accept: '*/*', 'accept-encoding': 'identity' });
  });

  it('is asked once a day, over restarts and clocks that jump', async () => {
    publish('0.1.0');
    let now = 1_800_000_000_000;
    const clock = { now: () => now };
    await allowed(updates(clock));
    const restarted = updates(clock);
    await restarted.download();
    expect(asked).toHaveLength(1);
    for (const later of [DAY_MS, -30 * DAY_MS]) {
      now += later;
      const due = updates(clock);
      // The look began by itself; this waits for the same one.
      await due.check();
      expect(due.status().state).toBe('current');
    }
    expect(asked).toHaveLength(3);
  });

  it('is the file and nothing else when the newer version is downloaded', async () => {
    writeFileSync(program(), 'old');
    process.env['APPIMAGE'] = program();
    publish('0.2.0');
    const one = await allowed(updates());
    await one.download();
    expect(one.status()).toMatchObject({ state: 'ready', problem: '' });
    expect(asked.map(({ path }) => path)).toEqual([`/feed/${FEED}`, `/feed/${IMAGE}`]);
    const { host: _, connection: __, ...headers } = asked[1]?.headers ?? {};
    expect(headers).toEqual({ 'user-agent': 'Keyrail', accept: '*/*', 'accept-encoding': 'identity' });
  });
});

describe('what the feed says', () => {
  it('is of interest only where it is newer', async () => {
    for (const [version, state] of [
      ['0.2.0', 'found'],
      ['0.1.0', 'current'],
      ['0.0.9', 'current'],
      ['0.1.0-rc.1', 'current'],
    ] as const) {
      publish(version);
      const one = await allowed(updates());
      expect(one.status(), version).toMatchObject({ state, version: state === 'found' ? version : '' });
    }
  });

  it('is refused where its signature is not that of the makers, is for another file, or is missing', async () => {
    const bare = feedOf('0.2.0');
    const signed = signFeed(bare, FEED, PRIVATE_KEY);
    const refused: readonly [string, string][] = [
      [bare, 'is not signed'],
      [signFeed(bare, FEED, ANOTHER_KEY), 'not signed by the makers'],
      [signFeed(bare, 'latest.yml', PRIVATE_KEY), 'not signed by the makers'],
      [signed.replace('0.2.0', '0.3.0'), 'not signed by the makers'],
      [`extra: 1\n${signed}`, 'not signed by the makers'],
      [`${signed}extra: 1\n`, 'is not signed'],
      [signed.slice(0, -20), 'is not signed'],
      ['', 'is not signed'],
      ['<!doctype html><title>Log in</title>', 'is not signed'],
    ];
    for (const [text, says] of refused) {
      files.set(FEED, text);
      const one = await allowed(updates());
      expect(one.status()).toMatchObject({ state: 'failed', version: '', problem: expect.stringContaining(says) });
      await one.download();
      expect(one.status().state).toBe('failed');
    }
    expect(asked.some(({ path }) => path.endsWith(IMAGE))).toBe(false);
  });

  it('is refused where it is signed and still names a place elsewhere, or has no checksum', async () => {
    const bare = feedOf('0.2.0');
    for (const text of [
      feedOf('0.2.0', NEW_PROGRAM, 'https://elsewhere.example/Keyrail.AppImage'),
      feedOf('0.2.0', NEW_PROGRAM, '../../Keyrail.AppImage'),
      bare.replace(/ {4}sha512: .*\n/, ''),
      bare.replace('0.2.0', 'newest'),
      'version: [\n',
    ]) {
      files.set(FEED, signFeed(text, FEED, PRIVATE_KEY));
      const one = await allowed(updates());
      expect(one.status()).toMatchObject({
        state: 'failed',
        problem: 'The update feed cannot be read. Try again later.',
      });
    }
  });

  it('is not read without end, is not followed off TLS, and redirects end', async () => {
    for (const answer of ['x'.repeat(200_000), '-> http://elsewhere.example/feed', `-> ${origin()}/feed/${FEED}`]) {
      files.set(FEED, answer);
      const one = await allowed(updates());
      expect(one.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('could not be reached') });
    }
    expect(asked.length).toBeLessThan(15);
  });

  it('can be missing, or its server be gone', async () => {
    expect((await allowed(updates())).status()).toMatchObject({ state: 'failed' });
    const gone = updates();
    server.close();
    server.closeAllConnections();
    expect((await allowed(gone)).status().problem).toContain('could not be reached');
  });
});

describe('what is downloaded', () => {
  let one: Updates;
  const left = (): string[] => readdirSync(join(folder, 'apps')).sort();

  beforeEach(() => {
    writeFileSync(program(), 'old', { mode: 0o755 });
    process.env['APPIMAGE'] = program();
  });

  it('takes the place of the old one when the app ends, and only where the person asked for it', async () => {
    publish('0.2.0');
    const quits: string[] = [];
    one = await allowed(updates({ quit: () => quits.push('quit') }));
    one.install();
    expect(quits).toEqual([]);
    await one.download();
    expect(readFileSync(program(), 'utf8')).toBe('old');
    expect(one.finish()).toBeNull();
    expect(readFileSync(program(), 'utf8')).toBe('old');
    one.install();
    expect(quits).toEqual(['quit']);
    expect(one.finish()).toBe(program(IMAGE));
    expect(left()).toEqual([IMAGE]);
    expect(readFileSync(program(IMAGE)).equals(NEW_PROGRAM)).toBe(true);
  });

  it('is thrown away where it is not what was signed', async () => {
    publish('0.2.0');
    const changed = Buffer.from(NEW_PROGRAM);
    changed[100] = 0x41;
    files.set(IMAGE, changed);
    one = await allowed(updates());
    await one.download();
    expect(one.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('was thrown away') });
    one.install();
    expect(one.finish()).toBeNull();
    expect(left()).toEqual(['Keyrail-0.1.0.AppImage']);
    expect(readFileSync(program(), 'utf8')).toBe('old');
  });

  it('is thrown away where it was cut off, and can be had again', async () => {
    publish('0.2.0');
    cutOff = true;
    one = await allowed(updates());
    await one.download();
    expect(one.status()).toMatchObject({
      state: 'failed',
      version: '0.2.0',
      problem: expect.stringContaining('broke off'),
    });
    expect(left()).toEqual(['Keyrail-0.1.0.AppImage']);
    cutOff = false;
    await one.download();
    expect(one.status().state).toBe('ready');
  });

  it('leaves the old one alone where the disk is full', async ({ skip }) => {
    skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
    mountSmallDisk(join(folder, 'apps'));
    writeFileSync(program(), 'old', { mode: 0o755 });
    publish('0.2.0');
    fillDisk(join(folder, 'apps', 'ballast'));
    one = await allowed(updates());
    await one.download();
    expect(one.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('disk is full') });
    expect(readFileSync(program(), 'utf8')).toBe('old');
  });

  it('says so where the app’s folder is not the person’s to write', async ({ skip }) => {
    skip(
      process.platform !== 'linux' || !existsSync('/sys/kernel'),
      'a folder that refuses root as well is on Linux only',
    );
    process.env['APPIMAGE'] = '/sys/kernel/Keyrail.AppImage';
    publish('0.2.0');
    one = await allowed(updates());
    await one.download();
    expect(one.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('cannot be written to') });
  });
});

describe('a package of the system', () => {
  it('is told of and never replaced by Keyrail itself', async () => {
    publish('0.2.0');
    const one = await allowed(updates({ installedAs: 'page' }));
    expect(one.status()).toMatchObject({ state: 'found', version: '0.2.0', installs: false });
    await one.download();
    one.install();
    expect(one.finish()).toBeNull();
    expect(asked).toHaveLength(1);
  });
});

it('names the feed of each system as electron-builder does', () => {
  expect(feedFileOf('linux', 'x64')).toBe('latest-linux.yml');
  expect(feedFileOf('linux', 'arm64')).toBe('latest-linux-arm64.yml');
  expect(feedFileOf('darwin', 'arm64')).toBe('latest-mac.yml');
  expect(feedFileOf('win32', 'x64')).toBe('latest.yml');
});
