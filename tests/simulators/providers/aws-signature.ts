import { createHash, createHmac } from 'node:crypto';
import { header, type SimulatorRequest } from '../frame/request.ts';

export interface SignedBy {
  readonly accessKeyId: string;
  readonly service: string;
  readonly matches: (secretAccessKey: string) => boolean;
}

/**
 * Reads an AWS Signature Version 4 from the Authorization header and checks it as AWS documents it: canonical request,
 * string to sign, derived key. Null where the header is missing or not of that form.
 */
export function readSignature(request: SimulatorRequest): SignedBy | null {
  const authorization = header(request, 'authorization') ?? '';
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const time = header(request, 'x-amz-date');
  if (match === null || time === null) return null;
  const [, accessKeyId = '', day = '', region = '', service = '', names = '', signature = ''] = match;
  if (!names.split(';').includes('host') || !time.startsWith(day)) return null;
  const canonical = [
    request.method,
    request.url.pathname,
    canonicalQuery(request.url.searchParams),
    ...names.split(';').map((name) => `${name}:${(header(request, name) ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    names,
    sha256(request.body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, `${day}/${region}/${service}/aws4_request`, sha256(canonical)].join('\n');
  return {
    accessKeyId,
    service,
    matches: (secret) => {
      const key = [day, region, service, 'aws4_request'].reduce<Buffer>(hmac, Buffer.from(`AWS4${secret}`));
      return hmac(key, toSign).toString('hex') === signature;
    },
  };
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
