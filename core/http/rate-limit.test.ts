import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RateLimits } from '#shared/domain/provider-api.ts';
import { startNativeBridge } from '../../tests/simulators/seeds/nativebridge.ts';
import { findProvider } from '../providers/catalogue.ts';
import { MovedClock } from '../sync/testing/moved-clock.ts';
import { readBudget, readRetryAfter } from './rate-headers.ts';
import { backoffMs, RateGate } from './rate-limit.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const limitsOf = (id: string): RateLimits | undefined => findProvider(id)?.rateLimits;

describe('headers', () => {
  it('are read in the units of each definition', () => {
    const seconds = String(NOW / 1_000 + 30);
    const nativemessage = new Headers({
      'X-RateLimit-Limit': '200',
      'X-RateLimit-Remaining': '187',
      'X-RateLimit-Reset': seconds,
    });
    expect(readBudget(nativemessage, limitsOf('nativemessage'), NOW)).toEqual({
      limit: 200,
      remaining: 187,
      resetsAt: NOW + 30_000,
    });
    expect(readBudget(new Headers({ 'X-Ratelimit-Reset': '12' }), limitsOf('datadog'), NOW)).toEqual({
      limit: null,
      remaining: null,
      resetsAt: NOW + 12_000,
    });
    const combined = new Headers({
      ratelimit: '"api";r=3;t=55',
      'ratelimit-policy': '"fixed window";"api";q=500;w=300',
    });
    expect(readBudget(combined, limitsOf('hugging-face'), NOW)).toEqual({
      limit: 500,
      remaining: 3,
      resetsAt: NOW + 55_000,
    });
    expect(readBudget(new Headers(), limitsOf('gitlab'), NOW)).toBeNull();
    expect(
      readBudget(
        new Headers({ 'X-RateLimit-Reset': 'soon', 'X-RateLimit-Remaining': '-1' }),
        limitsOf('sendgrid'),
        NOW,
      ),
    ).toBeNull();
  });

  it('say how long to wait: seconds, a date, or the reset', () => {
    expect(readRetryAfter(new Headers({ 'retry-after': '7' }), undefined, NOW)).toBe(7_000);
    expect(readRetryAfter(new Headers({ 'retry-after': new Date(NOW + 9_000).toUTCString() }), undefined, NOW)).toBe(
      9_000,
    );
    expect(readRetryAfter(new Headers({ 'retry-after': new Date(NOW - 9_000).toUTCString() }), undefined, NOW)).toBe(0);
    expect(readRetryAfter(new Headers({ 'X-Ratelimit-Reset': '12' }), limitsOf('datadog'), NOW)).toBe(12_000);
    expect(readRetryAfter(new Headers({ 'retry-after': 'a while' }), undefined, NOW)).toBeNull();
  });

  it('never break the reader, whatever they say', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x21-\x7e]{0,40}$/), (text) => {
        const headers = new Headers({ 'retry-after': text, 'x-ratelimit-reset': text, ratelimit: text });
        for (const id of ['github', 'cloudflare', 'datadog']) {
          const waitMs = readRetryAfter(headers, limitsOf(id), NOW);
          expect(waitMs === null || (Number.isFinite(waitMs) && waitMs >= 0)).toBe(true);
        }
      }),
    );
  });
});

describe('backoff', () => {
  it('grows, is never alike and never longer than its bound', () => {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const most = Math.min(30_000, 1_000 * 2 ** attempt);
      const waits = Array.from({ length: 20 }, () => backoffMs(attempt));
      expect(Math.max(...waits)).toBeLessThanOrEqual(most);
      expect(Math.min(...waits)).toBeGreaterThanOrEqual(most / 2);
      expect(new Set(waits).size).toBeGreaterThan(1);
    }
  });
});

describe('plans of NativeBridge', () => {
  it.each([
    ['free', 60, 1],
    ['starter', 300, 3],
    ['growth', 1_000, 8],
  ])('%s: %i requests an hour', async (plan, requests, concurrent) => {
    const clock = new MovedClock(NOW);
    const gate = new RateGate(limitsOf('nativebridge'), clock, { plan, longestWaitMs: 3_600_000 });
    expect(gate.concurrent).toBe(concurrent);
    const sent: number[] = [];
    for (let index = 0; index < requests * 2 + 1; index += 1) {
      await gate.enter();
      sent.push(clock.now());
      gate.leave();
      clock.at += 1_000;
    }
    for (const at of sent) {
      expect(sent.filter((other) => other > at - 3_600_000 && other <= at).length).toBeLessThanOrEqual(requests);
    }
    expect(gate.budget).toMatchObject({ limit: requests });
  });

  it('are obeyed by what runs at a time', async () => {
    const simulator = await startNativeBridge();
    try {
      const gate = new RateGate(limitsOf('nativebridge'), new MovedClock(), { plan: 'starter' });
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          await gate.enter();
          try {
            await (await fetch(simulator.url)).text();
          } finally {
            gate.leave();
          }
        }),
      );
      expect(simulator.requests.peak).toBeLessThanOrEqual(3);
      expect(simulator.requests.entries.length).toBeGreaterThanOrEqual(20);
    } finally {
      await simulator.close();
    }
  });

  it('fail rather than wait for too long, and can be cancelled while they wait', async () => {
    const clock = new MovedClock(NOW);
    const gate = new RateGate(limitsOf('nativebridge'), clock, { plan: 'free' });
    for (let index = 0; index < 60; index += 1) {
      await gate.enter();
      gate.leave();
    }
    await expect(gate.enter()).rejects.toMatchObject({ code: 'provider-limited', retryAfterMs: 3_600_000 });
    const one = new RateGate(limitsOf('nativebridge'), clock, { plan: 'free' });
    await one.enter();
    const stop = new AbortController();
    const second = one.enter(stop.signal);
    stop.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    one.leave();
    await one.enter();
  });

  it('know what the last sync was told', async () => {
    const known = { limit: 60, remaining: 0, resetsAt: NOW + 30_000 };
    const clock = new MovedClock(NOW);
    const gate = new RateGate(undefined, clock, { known });
    await gate.enter();
    expect(clock.slept).toEqual([30_000]);
  });
});
