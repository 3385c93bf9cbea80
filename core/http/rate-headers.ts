import type { z } from 'zod';
import type { RateLimits } from '#shared/domain/provider-api.ts';
import type { rateLimitBudget } from '#shared/domain/remote-key.ts';

/** What a provider allows now; `resetsAt` in milliseconds since 1970. */
export type RateLimitBudget = z.output<typeof rateLimitBudget>;

/** Past this, milliseconds and seconds since 1970 cannot be confused: seconds reach it in the year 5138. */
const LARGEST_SECONDS = 1e11;
/** A reset that is further away is a mistake, in units or in the clock. */
const FURTHEST_RESET_MS = 32 * 86_400_000;

/** Reads the headers that the definition names; null where the answer has none of them. */
export function readBudget(headers: Headers, limits: RateLimits | undefined, nowMs: number): RateLimitBudget | null {
  const names = limits?.headers?.value;
  if (names === undefined) return null;
  const combined = names.combined === undefined ? null : readCombined(headers.get(names.combined), nowMs);
  if (combined !== null) {
    const policy = names.policy === undefined ? null : /[;,\s]q=(\d+)/.exec(headers.get(names.policy) ?? '');
    return { ...combined, limit: policy === null ? null : Number(policy[1]) };
  }
  const limit = count(headers, names.limit);
  const remaining = count(headers, names.remaining);
  const written = names.reset === undefined ? null : headers.get(names.reset);
  const resetsAt = written === null ? null : readReset(written, limits?.resetIn?.value, nowMs);
  if (limit === null && remaining === null && resetsAt === null) return null;
  return { limit, remaining, resetsAt };
}

/**
 * How long to wait before asking again, in milliseconds: `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), else
 * the reset that the definition's header names. Null where the answer says neither.
 */
export function readRetryAfter(headers: Headers, limits: RateLimits | undefined, nowMs: number): number | null {
  const named = limits?.headers?.value.retryAfter ?? 'retry-after';
  const written = (headers.get(named) ?? headers.get('retry-after'))?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(written)) return bounded(Math.ceil(Number(written) * 1_000));
  // Three-letter day names: what `Date.parse` makes of other words is a guess.
  if (/^[A-Z][a-z]{2,8},? /.test(written)) {
    const at = Date.parse(written);
    if (!Number.isNaN(at)) return bounded(Math.max(0, at - nowMs));
  }
  const resetsAt = readBudget(headers, limits, nowMs)?.resetsAt ?? null;
  return resetsAt === null ? null : Math.max(0, resetsAt - nowMs);
}

function readReset(
  written: string,
  unit: NonNullable<RateLimits['resetIn']>['value'] | undefined,
  nowMs: number,
): number | null {
  if (!/^\s*\d+(?:\.\d+)?\s*$/.test(written)) return null;
  const number = Number(written);
  switch (unit) {
    case 'seconds-to-wait':
      return plausible(nowMs + number * 1_000, nowMs);
    case 'unix-milliseconds':
      return plausible(number, nowMs);
    case 'unix-seconds':
      return plausible(number * 1_000, nowMs);
    case undefined:
      return plausible(number > LARGEST_SECONDS ? number : number * 1_000, nowMs);
  }
}

/** `"default";r=50;t=30` */
function readCombined(written: string | null, nowMs: number): Omit<RateLimitBudget, 'limit'> | null {
  const remaining = /;\s*r=(\d+)/.exec(written ?? '');
  const seconds = /;\s*t=(\d+)/.exec(written ?? '');
  if (remaining === null) return null;
  return {
    remaining: Number(remaining[1]),
    resetsAt: seconds === null ? null : plausible(nowMs + Number(seconds[1]) * 1_000, nowMs),
  };
}

function count(headers: Headers, name: string | undefined): number | null {
  const written = name === undefined ? null : headers.get(name);
  return written !== null && /^\s*\d{1,15}\s*$/.test(written) ? Number(written) : null;
}

function plausible(at: number, nowMs: number): number | null {
  const whole = Math.ceil(at);
  return whole >= 0 && whole <= nowMs + FURTHEST_RESET_MS ? whole : null;
}

function bounded(ms: number): number {
  return Math.min(ms, FURTHEST_RESET_MS);
}
