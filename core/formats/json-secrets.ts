import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { KEY_KINDS } from '#shared/domain/key-status.ts';
import { type JsonMember, type JsonNode, readJson } from './json-reader.ts';
import { nameForMessage } from './names.ts';
import { type FileProblem, MAX_ERRORS, MAX_FILE_LENGTH } from './problem.ts';

/** What Keyrail's own export keeps of a key besides its name and value. Dates and durations are ISO 8601 text. */
export type ExportedDetails = Readonly<{
  kind?: KeyKind;
  provider?: string;
  identifier?: string;
  consumer?: string;
  description?: string;
  notes?: string;
  createdAt?: string;
  expiresAt?: string;
  rotateEvery?: string;
  scopes?: readonly string[];
  tags?: readonly string[];
}>;
export type JsonEntry = Readonly<{ name: string; value: string; line: number; details: ExportedDetails }>;

/**
 * Keyrail's own export, version 1:
 * `{ "format": "keyrail-export", "version": 1, "project": …, "environment": …, "keys": [{ "name", "value", …details }] }`.
 */
export type KeyrailExport = Readonly<{
  project: string;
  environment: string;
  keys: readonly (Readonly<{ name: string; value: string }> & ExportedDetails)[];
}>;

export type JsonErrorCode =
  | 'too-large'
  | 'too-many-errors'
  | 'too-deep'
  | 'not-json'
  | 'not-an-object'
  | 'duplicate-name'
  | 'null-value'
  | 'nested-value'
  | 'newer-version'
  | 'field-missing'
  | 'field-invalid';
export type JsonWarningCode = 'literal-as-text' | 'unknown-field';

export type JsonFile = Readonly<{
  shape: 'flat' | 'keyrail-export';
  /** Named by a Keyrail export; null in a flat file. */
  project: string | null;
  environment: string | null;
  entries: readonly JsonEntry[];
  errors: readonly FileProblem<JsonErrorCode>[];
  warnings: readonly FileProblem<JsonWarningCode>[];
}>;

const TEXT_FIELDS = [
  'provider',
  'identifier',
  'consumer',
  'description',
  'notes',
  'createdAt',
  'expiresAt',
  'rotateEvery',
] as const;
const LIST_FIELDS = ['scopes', 'tags'] as const;

/**
 * Reads `{ "NAME": "value" }` or Keyrail's own export. Numbers and booleans are taken as they are written, with a warning;
 * null and nested values are errors, as are duplicate names: JSON gives no rule for which one counts.
 */
export function parseJsonSecrets(text: string): JsonFile {
  return new SecretsReader().read(text);
}

class SecretsReader {
  readonly #entries: JsonEntry[] = [];
  readonly #errors: FileProblem<JsonErrorCode>[] = [];
  readonly #warnings: FileProblem<JsonWarningCode>[] = [];

  readonly #exportedNames = new Set<string>();

  read(text: string): JsonFile {
    if (text.length > MAX_FILE_LENGTH) {
      this.#error(1, 'too-large', 'the file is over 10 MB.');
      return this.#result('flat', null, null);
    }
    const root = readJson(text);
    if ('failed' in root) {
      const rule = root.failed === 'too-deep' ? 'values are nested too deeply.' : 'this is not valid JSON.';
      this.#error(root.line, root.failed, rule);
      return this.#result('flat', null, null);
    }
    if (root.type !== 'object') {
      this.#error(root.line, 'not-an-object', 'the file must hold one object of names and values.');
      return this.#result('flat', null, null);
    }
    const members = this.#unique(root.members, '');
    const format = members.get('format')?.node;
    if (format?.type === 'string' && format.value === 'keyrail-export') return this.#readExport(members, root.line);
    this.#readFlat(members);
    return this.#result('flat', null, null);
  }

  #readFlat(members: ReadonlyMap<string, JsonMember>): void {
    for (const { name, line, node } of members.values()) {
      switch (node.type) {
        case 'string':
          this.#entries.push({ name, value: node.value, line, details: {} });
          break;
        case 'number':
        case 'boolean':
          this.#entries.push({ name, value: node.source, line, details: {} });
          this.#warn(line, 'literal-as-text', `${nameForMessage(name)} is a ${node.type}; it is taken as text.`);
          break;
        case 'null':
          this.#error(line, 'null-value', `${nameForMessage(name)} is null. Give it a value, or take it out.`);
          break;
        case 'object':
        case 'array':
          this.#error(line, 'nested-value', `${nameForMessage(name)} holds an ${node.type}. Each name needs one text.`);
          break;
      }
    }
  }

  #readExport(members: ReadonlyMap<string, JsonMember>, line: number): JsonFile {
    const version = members.get('version')?.node;
    if (version?.type !== 'number' || !/^\d+$/.test(version.source) || version.source === '0') {
      this.#error(version?.line ?? line, 'field-invalid', 'version must be a whole number.');
    } else if (version.source !== '1') {
      this.#error(
        version.line,
        'newer-version',
        'this export was written by a newer Keyrail. Update Keyrail to read it.',
      );
      return this.#result('keyrail-export', null, null);
    }
    this.#warnUnknown(members, '', ['format', 'version', 'project', 'environment', 'keys']);
    const keys = members.get('keys')?.node;
    if (keys?.type === 'array') {
      for (const [index, item] of keys.items.entries()) this.#readKey(item, `keys[${index}]`);
    } else this.#error(keys?.line ?? line, 'field-missing', 'keys must be a list.');
    const [project, environment] = [this.#text(members, 'project', ''), this.#text(members, 'environment', '')];
    return this.#result('keyrail-export', project ?? null, environment ?? null);
  }

  #readKey(node: JsonNode, path: string): void {
    if (node.type !== 'object') {
      this.#error(node.line, 'field-invalid', `${path} must be an object.`);
      return;
    }
    const members = this.#unique(node.members, `${path}.`);
    const [name, value] = [this.#text(members, 'name', `${path}.`), this.#text(members, 'value', `${path}.`)];
    if (name === undefined && !members.has('name')) this.#error(node.line, 'field-missing', `${path}.name is missing.`);
    if (value === undefined && !members.has('value'))
      this.#error(node.line, 'field-missing', `${path}.value is missing.`);
    this.#warnUnknown(members, `${path}.`, ['name', 'value', 'kind', ...TEXT_FIELDS, ...LIST_FIELDS]);
    const details = this.#details(members, `${path}.`);
    if (name === undefined || value === undefined) return;
    if (this.#exportedNames.has(name)) {
      this.#error(node.line, 'duplicate-name', `${path} gives ${nameForMessage(name)} a second time.`);
      return;
    }
    this.#exportedNames.add(name);
    this.#entries.push({ name, value, line: node.line, details });
  }

  #details(members: ReadonlyMap<string, JsonMember>, path: string): ExportedDetails {
    const texts = TEXT_FIELDS.map((field) => [field, this.#text(members, field, path)] as const);
    const lists = LIST_FIELDS.map((field) => [field, this.#list(members, field, path)] as const);
    const kindText = this.#text(members, 'kind', path);
    const kind = KEY_KINDS.find((known) => known === kindText);
    if (kindText !== undefined && kind === undefined) {
      this.#error(
        members.get('kind')?.line ?? 1,
        'field-invalid',
        `${path}kind must be one of ${KEY_KINDS.join(', ')}.`,
      );
    }
    const known = [...texts, ...lists, ['kind', kind] as const].filter(([, value]) => value !== undefined);
    return Object.fromEntries(known);
  }

  /** A text field; undefined where it is absent or null, and, with an error, where it is something else. */
  #text(members: ReadonlyMap<string, JsonMember>, field: string, path: string): string | undefined {
    const node = members.get(field)?.node;
    if (node === undefined) return undefined;
    if (node.type === 'string') return node.value;
    const required = field === 'name' || field === 'value';
    if (node.type !== 'null' || required) this.#error(node.line, 'field-invalid', `${path}${field} must be a text.`);
    return undefined;
  }

  #list(members: ReadonlyMap<string, JsonMember>, field: string, path: string): readonly string[] | undefined {
    const node = members.get(field)?.node;
    if (node === undefined || node.type === 'null') return undefined;
    const texts =
      node.type === 'array' ? node.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])) : [];
    if (node.type !== 'array' || texts.length !== node.items.length) {
      this.#error(node.line, 'field-invalid', `${path}${field} must be a list of texts.`);
    }
    return texts;
  }

  #unique(list: readonly JsonMember[], path: string): ReadonlyMap<string, JsonMember> {
    const members = new Map<string, JsonMember>();
    for (const member of list) {
      if (members.has(member.name)) {
        this.#error(member.line, 'duplicate-name', `${path}${nameForMessage(member.name)} is there a second time.`);
      } else members.set(member.name, member);
    }
    return members;
  }

  #warnUnknown(members: ReadonlyMap<string, JsonMember>, path: string, known: readonly string[]): void {
    for (const { name, line } of members.values()) {
      if (!known.includes(name)) this.#warn(line, 'unknown-field', `${path}${nameForMessage(name)} is not read.`);
    }
  }

  #error(line: number, code: JsonErrorCode, rule: string): void {
    if (this.#errors.length < MAX_ERRORS) this.#errors.push({ line, code, message: `Line ${line}: ${rule}` });
    else if (this.#errors.length === MAX_ERRORS) {
      const message = `Line ${line}: there are more errors from here on.`;
      this.#errors.push({ line, code: 'too-many-errors', message });
    }
  }

  #warn(line: number, code: JsonWarningCode, rule: string): void {
    this.#warnings.push({ line, code, message: `Line ${line}: ${rule}` });
  }

  #result(shape: JsonFile['shape'], project: string | null, environment: string | null): JsonFile {
    return { shape, project, environment, entries: this.#entries, errors: this.#errors, warnings: this.#warnings };
  }
}

/**
 * Writes `{ "NAME": "value" }`, which holds any text. Fails with `name-invalid` where a name is there twice;
 * `detail.names` lists it.
 */
export function formatJson(
  entries: Iterable<Readonly<{ name: string; value: string }>>,
): Result<string, 'name-invalid'> {
  const lines = new Map<string, string>();
  for (const { name, value } of entries) {
    if (lines.has(name)) return failure('name-invalid', 'A JSON object can hold each name once.', { names: [name] });
    lines.set(name, `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  }
  return success(lines.size === 0 ? '{}\n' : `{\n${[...lines.values()].join(',\n')}\n}\n`);
}

/** Writes Keyrail's own export, see `KeyrailExport`. */
export function formatKeyrailExport({ project, environment, keys }: KeyrailExport): string {
  return `${JSON.stringify({ format: 'keyrail-export', version: 1, project, environment, keys }, null, 2)}\n`;
}
