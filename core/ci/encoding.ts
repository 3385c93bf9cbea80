import type { ValueEncoding } from '#shared/domain/ci.ts';
import type { KeyRow, VersionRow } from '../keys/key-rows.ts';
import type { SecretValue } from './ci-system.ts';

/**
 * A key's value as it goes into a target. In base64 it is text, whatever it was, and the job decodes it. The bytes of the
 * result may be those that are given, or others; the caller wipes both.
 */
export function secretValueOf(
  key: Pick<KeyRow, 'kind'>,
  version: Pick<VersionRow, 'identifier'>,
  bytes: Buffer,
  encoding: ValueEncoding,
): SecretValue {
  if (encoding === 'base64') return { bytes: encoded(bytes, encoding), form: 'text', identifier: null };
  const form = key.kind === 'file' || key.kind === 'username-password' ? key.kind : 'text';
  return { bytes, form, identifier: version.identifier };
}

/** What a target holds of a value: base64 on one line with its padding, or the bytes themselves. */
export function encoded(bytes: Buffer, encoding: ValueEncoding): Buffer {
  return encoding === 'plain' ? bytes : Buffer.from(bytes.toString('base64'), 'latin1');
}
