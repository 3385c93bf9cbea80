import type { keys } from '#shared/contract/keys.ts';
import type { ResponseOf } from '#shared/contract/procedure.ts';
import type { SameValueKey } from '#shared/domain/key.ts';
import { isCertain } from '../recognition/certainty.ts';
import { cleanPaste } from '../recognition/clean-paste.ts';
import { DEFAULT_ENV_NAMES } from '../recognition/providers.ts';
import { recognise } from '../recognition/recognise.ts';

type Recognised = ResponseOf<typeof keys.recognise>;

/**
 * What a pasted text is: one value (cleaned, with what it could be), many lines of NAME=value, or nothing.
 * @param sameValue finds the keys that hold a value already
 */
export function recognisePaste(
  { text, name: givenName, withOffered }: { text: string; name: string | undefined; withOffered: boolean },
  sameValue: (bytes: Uint8Array) => SameValueKey[],
): Recognised {
  const cleaned = cleanPaste(text, withOffered);
  const nothing = { name: null, removed: [], offered: [], candidates: [], sameValue: [], lengthBytes: 0 };
  if (cleaned.kind === 'many') {
    return { shape: 'many', ...nothing, lengthBytes: Buffer.byteLength(text, 'utf8') };
  }
  if (cleaned.kind === 'empty') return { shape: 'empty', ...nothing };

  const bytes = Buffer.from(cleaned.value, 'utf8');
  const name = cleaned.name ?? null;
  const hint = givenName === undefined || givenName === '' ? name : givenName;
  return {
    shape: 'one',
    name,
    removed: [...cleaned.removed],
    offered: [...cleaned.offered],
    candidates: recognise(cleaned.value, hint === null ? {} : { name: hint }).map((candidate) => ({
      provider: candidate.providerId,
      providerName: candidate.providerName,
      certain: isCertain(candidate),
      kind: candidate.kind,
      prefix: candidate.prefix,
      environmentHint: candidate.environmentHint ?? null,
      suggestedName: candidate.providerId === null ? null : (DEFAULT_ENV_NAMES.get(candidate.providerId) ?? null),
      checksum: candidate.checksumValid === undefined ? 'none' : candidate.checksumValid ? 'valid' : 'invalid',
      expiresAt: candidate.inferredExpiry === undefined ? null : Date.parse(candidate.inferredExpiry),
      note: [candidate.label, candidate.notes].filter((part) => part !== '').join('; '),
    })),
    sameValue: sameValue(bytes),
    lengthBytes: bytes.length,
  };
}
