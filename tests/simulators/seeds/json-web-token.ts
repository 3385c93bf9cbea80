import { createHmac, timingSafeEqual } from 'node:crypto';
import { unixSeconds } from '../frame/clock.ts';

/** What NativeMessage's tokens say here; its document shows only that they are JWTs signed with HS256. */
export interface Claims {
  readonly sub: string;
  readonly use: 'access' | 'refresh';
  /** Unix seconds. */
  readonly iat: number;
  readonly exp: number;
}

const HEADER = encode({ alg: 'HS256', typ: 'JWT' });

export function signToken(claims: Claims, secret: Buffer): string {
  const content = `${HEADER}.${encode(claims)}`;
  return `${content}.${signature(content, secret)}`;
}

/** The claims of a token that we signed and that has not ended. */
export function readToken(token: string, secret: Buffer, nowMs: number): Claims | null {
  const [header = '', body = '', given = ''] = token.split('.');
  const expected = Buffer.from(signature(`${header}.${body}`, secret));
  const actual = Buffer.from(given);
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual)) return null;
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Claims;
  return claims.exp > unixSeconds(nowMs) ? claims : null;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(content: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(content).digest('base64url');
}
