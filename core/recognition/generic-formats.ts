import { Buffer } from 'node:buffer';
import type { KeyKind } from '#shared/domain/key.ts';

/** What a value is by a format that belongs to no provider. */
export type GenericMatch = Readonly<{
  label: string;
  kind: KeyKind;
  secret: boolean;
  confidence: number;
  providerId: string | null;
  /** Shown in place of a prefix of the value. */
  shown: string;
  /** ISO 8601 UTC, from a token's own `exp`. */
  inferredExpiry?: string;
  notes: string;
}>;

const PRIVATE_KEY = /^-----BEGIN ([A-Z0-9 ]{0,60})PRIVATE KEY(?: BLOCK)?-----\s/;
const CERTIFICATE = /^-----BEGIN (?:TRUSTED )?CERTIFICATE-----\s/;
const PUBLIC_KEY = /^-----BEGIN [A-Z0-9 ]{0,60}PUBLIC KEY-----\s/;
const SSH_PUBLIC =
  /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-nistp\d{3}|sk-[a-z0-9-]{1,40}@openssh\.com) AAAA[A-Za-z0-9+/]+={0,2}(?: |$)/;
const URL_WITH_PASSWORD = /^([a-z][a-z0-9+.-]{0,40}):\/\/[^\s/:@]*:[^\s@]+@[^\s@]+$/i;
const JWT = /^(ey[A-Za-z0-9_-]+)\.(ey[A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*$/;

/** PEM and SSH keys, connection strings, JSON Web Tokens, Google service account files. Null for anything else. */
export function matchGeneric(value: string): GenericMatch | null {
  const plain = { kind: 'key-pair', providerId: null, confidence: 0.97, shown: '', notes: '' } as const;
  const privateKey = PRIVATE_KEY.exec(value);
  if (privateKey) {
    const openSsh = privateKey[1] === 'OPENSSH ';
    return { ...plain, label: openSsh ? 'SSH private key' : 'PEM private key', secret: true };
  }
  if (CERTIFICATE.test(value)) {
    const withKey = /-----BEGIN [A-Z0-9 ]{0,60}PRIVATE KEY-----/.test(value);
    return { ...plain, label: withKey ? 'PEM certificate with its private key' : 'PEM certificate', secret: withKey };
  }
  if (PUBLIC_KEY.test(value)) return { ...plain, label: 'PEM public key', secret: false };
  if (SSH_PUBLIC.test(value)) return { ...plain, label: 'SSH public key', secret: false };
  const [, scheme] = URL_WITH_PASSWORD.exec(value) ?? [];
  if (scheme !== undefined) {
    const shown = `${scheme}://`.length * 3 <= value.length ? `${scheme}://`.slice(0, 12) : '';
    return { ...plain, kind: 'secret', label: 'address with a password', secret: true, confidence: 0.9, shown };
  }
  if (value.startsWith('{') && /"type"\s*:\s*"service_account"/.test(value) && value.includes('"private_key"')) {
    return { ...plain, kind: 'file', label: 'service account key file', secret: true, providerId: 'google' };
  }
  return matchJwt(value);
}

function matchJwt(value: string): GenericMatch | null {
  const [, headerPart, payloadPart] = JWT.exec(value) ?? [];
  const header = decodePart(headerPart);
  const payload = decodePart(payloadPart);
  if (!header || !payload || typeof header['alg'] !== 'string') return null;
  const expiry = payload['exp'];
  // Seconds since 1970 (RFC 7519, NumericDate), up to the end of the year 9999.
  const known = typeof expiry === 'number' && expiry >= 0 && expiry < 253_402_300_800;
  const about = [`algorithm ${shorten(header['alg'])}`];
  if (typeof payload['iss'] === 'string') about.push(`issued by ${shorten(payload['iss'])}`);
  return {
    label: 'JSON Web Token',
    kind: 'token',
    secret: true,
    providerId: null,
    confidence: 0.9,
    shown: '',
    notes: about.join(', '),
    ...(known ? { inferredExpiry: new Date(Math.floor(expiry * 1000)).toISOString() } : {}),
  };
}

function decodePart(part: string | undefined): Readonly<Record<string, unknown>> | null {
  if (part === undefined) return null;
  try {
    const decoded: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof decoded === 'object' && decoded !== null ? { ...decoded } : null;
  } catch {
    return null;
  }
}

/** Text out of a token, made safe to show on one line. */
function shorten(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
