import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { InstanceLock, type SecondInstance } from './instance-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const second = { argv: ['app', '--x'], cwd: '/', additionalData: { a: 1 } };
const held: InstanceLock[] = [];

function acquire(userData: string, onSecond: (second: SecondInstance) => void = () => undefined) {
  const outcome = InstanceLock.acquire(userData, second, onSecond);
  if ('lock' in outcome) held.push(outcome.lock);
  return outcome;
}

afterEach(() => {
  for (const lock of held.splice(0)) lock.release();
  rmSync(folder, { recursive: true, force: true });
});

describe('InstanceLock', () => {
  it('tells the first of a second, and is free after release', async () => {
    const heard: SecondInstance[] = [];
    const first = acquire(folder, (other) => heard.push(other));
    const later = acquire(folder);
    expect('lock' in first).toBe(true);
    expect('told' in later && (await later.told)).toBe(true);
    expect(heard).toEqual([second]);
    held.splice(0)[0]?.release();
    expect(readdirSync(folder)).toEqual([]);
    expect('lock' in acquire(folder)).toBe(true);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 30, token: 'old', socket: '/nowhere' })],
    ['an earlier process with our number', JSON.stringify({ pid: process.pid, token: 'old', socket: '/nowhere' })],
    ['a damaged file', '{'],
  ])('takes over from %s', (_what, content) => {
    acquire(folder);
    held.splice(0)[0]?.release();
    writeFileSync(join(folder, 'instance.lock'), content);
    expect('lock' in acquire(folder)).toBe(true);
  });

  it('works in a directory whose path is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(120));
    const heard: SecondInstance[] = [];
    acquire(long, (other) => heard.push(other));
    const later = acquire(long);
    expect('told' in later && (await later.told)).toBe(true);
    expect(heard).toHaveLength(1);
  });
});
