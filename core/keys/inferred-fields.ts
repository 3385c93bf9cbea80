import { isUtf8 } from 'node:buffer';
import { recognise } from '../recognition/recognise.ts';
import type { KeyFields } from './edit-key.ts';

/** Longer values are documents; nothing is inferred from them. */
const LONGEST_READ_BYTES = 65_536;

/** What a value itself tells: the expiry inside a JSON Web Token. */
export function inferredFields(bytes: Uint8Array): KeyFields {
  if (bytes.length > LONGEST_READ_BYTES || !isUtf8(bytes)) return {};
  const expiry = recognise(Buffer.from(bytes).toString('utf8'))[0]?.inferredExpiry;
  if (expiry === undefined) return {};
  return { expires: { at: Date.parse(expiry), precision: 'instant', origin: 'inferred' } };
}
