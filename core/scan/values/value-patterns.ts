import type { KeyKind } from '#shared/domain/key.ts';
import type { SkippedValue, ValueForm } from '#shared/domain/repository-scan.ts';
import { wipe } from '../../crypto/secret-bytes.ts';
import type { Store } from '../../store/store.ts';
import { base64Core, base64UrlOf, escapedInAddress, escapedInString } from './encode-bytes.ts';
import { SHORTEST_PATTERN } from './pattern-matcher.ts';
import { searchable } from './weak-values.ts';

/** Whose value it is. */
export type ValueOwner = {
  readonly keyId: string;
  readonly versionId: string;
  readonly name: string;
  readonly project: string;
  readonly environment: string;
  readonly version: number;
  readonly versionState: 'current' | 'previous' | 'retired';
};

/** One value in one form. Several keys can have the same value. */
export type ValuePattern = {
  readonly owners: readonly ValueOwner[];
  readonly form: ValueForm;
  readonly harmless: boolean;
  /** It is short, so it counts only where no letter or digit goes on beside it. */
  readonly wholeWord: boolean;
};

export type ValuePatterns = {
  readonly patterns: readonly ValuePattern[];
  /** The bytes of each pattern. Whoever gets them wipes them. */
  readonly bytes: readonly Buffer[];
  readonly skipped: readonly SkippedValue[];
  /** Different values that are searched for. */
  readonly values: number;
};

/** From here on a value is found inside longer words as well. */
const WHOLE_WORD_BELOW = 16;
/** Longer values are searched for as they are, not encoded. */
const LONGEST_ENCODED = 65_536;
const SHORTEST_BASE64 = 12;
const SHORTEST_KEY_LINE = 32;

type Row = {
  key_id: string;
  id: string;
  number: number;
  state: ValueOwner['versionState'];
  sealed: Buffer;
  fingerprint: Buffer | null;
  name: string;
  kind: KeyKind;
  project: string;
  environment: string;
};

/**
 * Opens every value of the vault that was not discarded, of keys that are not in the bin, and makes patterns of it: as it
 * is, as in a string or an address, and in base64. A private key in PEM is searched for by one line of its body, which is
 * the same however the lines end and wherever they are indented.
 */
export function valuePatterns(store: Store): ValuePatterns {
  const rows = store
    .sql(`SELECT v.key_id, v.id, v.number, v.state, v.sealed, v.fingerprint, k.name, k.kind,
        p.name AS project, e.name AS environment
      FROM versions v JOIN keys k ON k.id = v.key_id JOIN projects p ON p.id = k.project_id
        JOIN environments e ON e.id = k.environment_id
      WHERE v.sealed IS NOT NULL AND k.deleted_at IS NULL
      ORDER BY p.name, e.position, k.name, v.number DESC`)
    .all() as Row[];
  const groups = Map.groupBy(rows, ({ fingerprint, id }) => fingerprint?.toString('base64') ?? id);
  const patterns: ValuePattern[] = [];
  const bytes: Buffer[] = [];
  const skipped: SkippedValue[] = [];
  let values = 0;
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const opened = store.session.open(first.key_id, first.id, first.sealed);
    try {
      const value = trimmed(opened);
      const publishable = group.some(({ kind }) => kind === 'publishable');
      const verdict = searchable(first.name, value, publishable);
      if (!verdict.search) {
        skipped.push(...group.map((row) => ({ ...skippedOf(row), reason: verdict.reason })));
        continue;
      }
      values += 1;
      for (const { form, pattern } of formsOf(value)) {
        if (pattern.length < SHORTEST_PATTERN) {
          wipe(pattern);
          continue;
        }
        bytes.push(pattern);
        patterns.push({
          owners: group.map(ownerOf),
          form,
          harmless: verdict.harmless,
          wholeWord: form === 'plain' && pattern.length < WHOLE_WORD_BELOW,
        });
      }
    } finally {
      wipe(opened);
    }
  }
  return { patterns, bytes, skipped, values };
}

function formsOf(value: Buffer): { form: ValueForm; pattern: Buffer }[] {
  const keyLine = privateKeyLine(value);
  const plain = keyLine ?? value;
  const forms: { form: ValueForm; pattern: Buffer }[] = [{ form: 'plain', pattern: copyOf(plain) }];
  if (value.length > LONGEST_ENCODED) return forms;
  const add = (form: ValueForm, pattern: Buffer | null): void => {
    if (pattern !== null) forms.push({ form, pattern });
  };
  if (keyLine === null) {
    add('escaped', escapedInString(value));
    add('escaped', escapedInAddress(value));
    if (value.includes('\n') && !value.includes('\r')) add('plain', withCarriageReturns(value));
  }
  for (const shift of [0, 1, 2] as const) {
    const base64 = base64Core(value, shift);
    if (base64.length < SHORTEST_BASE64) {
      wipe(base64);
      continue;
    }
    add('base64', base64UrlOf(base64));
    add('base64', base64);
  }
  return forms;
}

/** Memory of its own, so that wiping the one leaves the other. */
function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}

/** A line from the middle of a private key's body: not the first ones, which say what kind of key it is. */
function privateKeyLine(value: Buffer): Buffer | null {
  const begin = value.indexOf('PRIVATE KEY-----');
  if (begin === -1 || !value.includes('-----BEGIN ')) return null;
  const end = value.indexOf('-----END', begin);
  const lines: Buffer[] = [];
  for (let at = value.indexOf(0x0a, begin); at !== -1 && (end === -1 || at < end); ) {
    const next = value.indexOf(0x0a, at + 1);
    const line = trimmed(value.subarray(at + 1, next === -1 ? value.length : next));
    if (line.length >= SHORTEST_KEY_LINE && !line.includes(':')) lines.push(line);
    at = next;
  }
  return lines[Math.floor(lines.length / 2)] ?? null;
}

function withCarriageReturns(value: Buffer): Buffer {
  let count = 0;
  for (const byte of value) if (byte === 0x0a) count += 1;
  const result = Buffer.alloc(value.length + count);
  let at = 0;
  for (const byte of value) {
    if (byte === 0x0a) result[at++] = 0x0d;
    result[at++] = byte;
  }
  return result;
}

/** Without blanks and line ends around it; the same memory. */
function trimmed(value: Buffer): Buffer {
  const isBlank = (byte: number | undefined): boolean =>
    byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value[start])) start += 1;
  while (end > start && isBlank(value[end - 1])) end -= 1;
  return value.subarray(start, end);
}

function ownerOf({ key_id, id, name, project, environment, number, state }: Row): ValueOwner {
  return { keyId: key_id, versionId: id, name, project, environment, version: number, versionState: state };
}

function skippedOf(row: Row): Omit<SkippedValue, 'reason'> {
  const { name, project, environment, number } = row;
  return { keyId: row.key_id as SkippedValue['keyId'], name, project, environment, version: number };
}
