import type { KeyKind } from '#shared/domain/key.ts';
import { type EnvironmentHint, formatsThatMayMatch, type ValueFormat } from './formats.ts';
import { matchGeneric } from './generic-formats.ts';
import { hasPublicName } from './name-words.ts';
import { PROVIDER_NAMES, providerInName } from './providers.ts';
import { visiblePrefix } from './visible-prefix.ts';

/** One thing that a value may be. Holds nothing of the value besides `prefix`. */
export type Candidate = Readonly<{
  providerId: string | null;
  providerName: string | null;
  /** "fine-grained personal access token"; empty where only the name of the key says what it is. */
  label: string;
  kind: KeyKind;
  secret: boolean;
  /** 0 to 1; from 0.5 on the format alone says it. */
  confidence: number;
  /** The start that is safe to show; can be empty. */
  prefix: string;
  environmentHint?: EnvironmentHint;
  checksumValid?: boolean;
  /** It names a credential and opens nothing: an AWS access key id, a Twilio SID. */
  identifierOnly?: boolean;
  /** ISO 8601 UTC, read from the value itself (a JSON Web Token's `exp`). */
  inferredExpiry?: string;
  notes: string;
}>;

/** Longer values are not looked at. */
const LONGEST_LOOKED_AT = 65_536;
/** A name that a person gave says more than a start that many providers use, and less than a documented format. */
const NAMED_BY_KEY = 0.6;
/** What a format with a common start is worth where the key's name speaks of another provider. */
const AGAINST_ITS_NAME = 0.3;

/**
 * What a value may be, most likely first: by documented formats, by formats of no provider, and by the key's name where
 * the value has no format. Never empty for a value; the last resort is a secret of an unknown provider.
 */
export function recognise(value: string, { name = '' }: { name?: string } = {}): readonly Candidate[] {
  if (value === '') return [];
  const environmentHint = environmentInName(name);
  const hint = environmentHint === null ? {} : { environmentHint };
  const candidates: Candidate[] = [];
  const named = providerInName(name);
  if (value.length <= LONGEST_LOOKED_AT) {
    const generic = matchGeneric(value);
    if (generic) {
      const { shown, ...match } = generic;
      const prefix = match.label === 'JSON Web Token' ? visiblePrefix(value, 'eyJ') : shown;
      candidates.push({ ...hint, ...match, providerName: nameOf(match.providerId), prefix });
    }
    for (const format of formatsThatMayMatch(value)) {
      // The generic entries of the list are the ones that `matchGeneric` reads more closely.
      if (format.providerId === null && generic) continue;
      const candidate = matchFormat(format, value, named);
      if (candidate) candidates.push({ ...hint, ...candidate });
    }
  }
  const matched = candidates.some(({ confidence }) => confidence >= 0.5);
  // Without a full match, a known start alone is worth telling; with one it would only be noise.
  const told = matched ? candidates.filter(({ label }) => !label.endsWith(PARTIAL)) : candidates;
  const own = candidates.find(({ providerId }) => providerId === named);
  if (named !== null && !told.some(({ providerId, confidence }) => providerId === named && confidence >= 0.5)) {
    told.push({ ...hint, ...byName(named, name, value, own, matched ? 0.2 : NAMED_BY_KEY) });
  }
  if (told.length === 0) told.push({ ...hint, ...unknown(value) });
  return told.toSorted((a, b) => b.confidence - a.confidence);
}

const PARTIAL = ' (other length)';

function matchFormat(format: ValueFormat, value: string, named: string | null): Candidate | null {
  const matches = format.whole.test(value);
  // "ghp_" says GitHub even when a letter was lost in copying; "sk_" or "AC" alone say nothing.
  if (!matches && !/^.{3,}[_.-]$/.test(format.start)) return null;
  const valid = matches && format.checksum ? format.checksum(value) : undefined;
  const notes = matches ? format.notes : 'starts like one, but has another length: cut off, or a newer form';
  let confidence = matches ? format.confidence : 0.3;
  if (valid !== undefined) confidence = valid ? 0.99 : 0.6;
  if (named !== null && named === format.providerId)
    confidence = matches ? Math.min(0.99, confidence + 0.3) : confidence;
  // A start that many use says less than the name that a person gave.
  else if (named !== null && format.commonStart) confidence = Math.min(confidence, AGAINST_ITS_NAME);
  // One of bkend's prefixes is the start of other providers' longer ones, which are the better guess.
  if (format.providerId === 'bkend' && named !== 'bkend' && /^[ps]k_(?:live|test)_/.test(value)) confidence = 0.2;
  if (format.providerId === 'bkend' && named === 'bkend') confidence = 0.97;
  return {
    providerId: format.providerId,
    providerName: nameOf(format.providerId),
    label: matches ? format.label : `${format.label}${PARTIAL}`,
    kind: format.kind,
    secret: format.secret,
    confidence,
    prefix: visiblePrefix(value, format.start, format.shownLength),
    ...(format.environmentHint === null ? {} : { environmentHint: format.environmentHint }),
    ...(valid === undefined ? {} : { checksumValid: valid }),
    ...(format.identifierOnly ? { identifierOnly: true } : {}),
    notes: valid === false ? 'the checksum does not fit: a character may have been lost or changed' : notes,
  };
}

/** @param own what the value would be of that provider if its format were certain; tells the kind */
function byName(
  providerId: string,
  name: string,
  value: string,
  own: Candidate | undefined,
  confidence: number,
): Candidate {
  const named: KeyKind = hasPublicName(name) ? 'publishable' : /token|pat$/i.test(name) ? 'token' : 'secret';
  return {
    providerId,
    providerName: nameOf(providerId),
    label: '',
    kind: own?.kind ?? named,
    secret: own?.secret ?? named !== 'publishable',
    confidence,
    prefix: own?.prefix ?? visiblePrefix(value),
    notes: 'by its name only',
  };
}

function unknown(value: string): Candidate {
  const prefix = visiblePrefix(value);
  return {
    providerId: null,
    providerName: null,
    label: '',
    kind: 'secret',
    secret: true,
    confidence: 0.05,
    prefix,
    notes: '',
  };
}

function nameOf(providerId: string | null): string | null {
  return providerId === null ? null : (PROVIDER_NAMES.get(providerId) ?? null);
}

function environmentInName(name: string): EnvironmentHint | null {
  const words = new Set(name.toUpperCase().split(/[^A-Z0-9]+/));
  if (words.has('PROD') || words.has('PRODUCTION') || words.has('LIVE')) return 'production';
  if (words.has('STAGING') || words.has('STAGE')) return 'staging';
  if (words.has('DEV') || words.has('DEVELOPMENT') || words.has('TEST') || words.has('SANDBOX')) return 'development';
  return null;
}
