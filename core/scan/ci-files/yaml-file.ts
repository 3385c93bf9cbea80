import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';

/** Something about one line of a CI file. */
export type LineProblem = { readonly line: number; readonly message: string };

/** A scalar with text in it, where it is in the source, and the keys that lead to it. */
export type TextAt = {
  readonly text: string;
  /** The source of the scalar with its quotes or its header: what `text` was read from. */
  readonly source: string;
  /** Where `source` starts in the file. */
  readonly offset: number;
  /** Names of the mappings around it, from the outside; elements of lists have none. */
  readonly path: readonly string[];
};

/** A CI file is not larger; what is would only be there to keep us busy. */
export const MAX_CI_FILE_BYTES = 1_048_576;
/** Nodes that are visited in one file, those behind aliases at each use. */
const MAX_VISITS = 100_000;
/** Characters of the texts that are read in one file, those behind aliases at each use. */
const MAX_TEXT = 2 * MAX_CI_FILE_BYTES;
/** Brackets that are open at once, and lists that begin on one line. No file of a person has ten; the parser's time grows with the square. */
const MOST_OPEN = 500;
/** Tokens of a kind that a file of a person has a few thousand of. */
const MOST_LINES = 50_000;
const DEEPEST = 100;

/** A member of a mapping. */
export type Entry = { readonly key: string; readonly value: unknown; readonly keyNode: unknown };

/**
 * A YAML file with positions. Values are never built from it: aliases are followed one by one within a budget, so a file of
 * aliases of aliases costs no more than its text. Unknown tags (`!reference`) are read as what they are on.
 */
export class YamlFile {
  readonly problems: LineProblem[] = [];
  readonly #source: string;
  readonly #lines = new LineCounter();
  readonly #documents: readonly Document.Parsed[];
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #entries = new WeakMap<Node, readonly Entry[]>();
  readonly #members = new WeakMap<Node, ReadonlyMap<string, Entry>>();
  #visits = 0;
  #characters = 0;
  #stopped = false;

  constructor(source: string) {
    this.#source = source;
    this.#documents = this.#parse();
    this.#targets = aliasTargets(this.#documents);
  }

  /** The mappings at the top of its documents; GitLab has a header of its own before the file. */
  roots(): YAMLMap[] {
    return this.#documents.flatMap(({ contents }) => (isMap(contents) ? [contents] : []));
  }

  lineAt(offset: number): number {
    return Math.max(1, this.#lines.linePos(offset).line);
  }

  lineOf(node: unknown): number {
    return isNode(node) && node.range ? this.lineAt(node.range[0]) : 1;
  }

  /** What an alias stands for; anything else is itself. Null where there is nothing. */
  resolve(node: unknown): Node | null {
    if (isAlias(node)) return this.#targets.get(node) ?? null;
    return isNode(node) ? node : null;
  }

  /** Whether a budget ran out, so that something in it may not have been read. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** A member of a mapping; merged ones (`<<`) as well. */
  get(node: unknown, name: string): Node | null {
    const map = this.resolve(node);
    if (!isMap(map)) return null;
    let members = this.#members.get(map);
    if (members === undefined) {
      const entries = this.entries(map);
      // The first of a name counts, as it always did here.
      members = new Map(entries.toReversed().map((entry) => [entry.key, entry]));
      this.#members.set(map, members);
    }
    return this.resolve(members.get(name)?.value ?? null);
  }

  /** The members of a mapping, those that `<<` merges into it behind its own. Each mapping is looked through once. */
  entries(node: unknown, depth = 0): readonly Entry[] {
    const map = this.resolve(node);
    if (!isMap(map) || depth > DEEPEST) return [];
    const known = this.#entries.get(map);
    if (known !== undefined) return known;
    // Until it is known: a mapping can be merged into itself.
    this.#entries.set(map, []);
    const own: Entry[] = [];
    const merged = new Map<string, Entry>();
    for (const { key: keyNode, value } of map.items) {
      if (!this.spend()) break;
      const key = isScalar(keyNode) ? String(keyNode.value) : '';
      if (key !== '<<') {
        own.push({ key, value, keyNode });
        continue;
      }
      const bases = this.resolve(value);
      for (const base of isSeq(bases) ? bases.items : [bases]) {
        if (!this.spend()) break;
        for (const entry of this.entries(base, depth + 1)) {
          if (!this.spend()) break;
          if (!merged.has(entry.key)) merged.set(entry.key, entry);
        }
      }
    }
    const names = new Set(own.map(({ key }) => key));
    const entries = merged.size === 0 ? own : [...own, ...[...merged.values()].filter(({ key }) => !names.has(key))];
    this.#entries.set(map, entries);
    return entries;
  }

  /** The elements of a list; a node that is no list is a list of one. */
  items(node: unknown): unknown[] {
    const resolved = this.resolve(node);
    if (resolved === null) return [];
    return isSeq(resolved) ? resolved.items : [resolved];
  }

  /** The text of a scalar, or null. */
  text(node: unknown): string | null {
    const resolved = this.resolve(node);
    return isScalar(resolved) && resolved.value !== null ? String(resolved.value) : null;
  }

  /** Every text below a node, mappings' keys left out. */
  texts(node: unknown, path: readonly string[] = []): TextAt[] {
    const found: TextAt[] = [];
    this.#collect(node, path, found);
    return found;
  }

  #collect(node: unknown, path: readonly string[], found: TextAt[], depth = 0): void {
    const resolved = this.resolve(node);
    if (resolved === null || depth > DEEPEST || !this.spend()) return;
    if (isScalar(resolved)) {
      const text = this.#textAt(resolved, path);
      if (text !== null) found.push(text);
    } else if (isSeq(resolved)) {
      for (const item of resolved.items) {
        if (this.#stopped) return;
        this.#collect(item, path, found, depth + 1);
      }
    } else if (isMap(resolved)) {
      for (const pair of resolved.items) {
        if (this.#stopped) return;
        if (!isPair(pair)) continue;
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        this.#collect(pair.value, key === '<<' ? path : [...path, key], found, depth + 1);
      }
    }
  }

  #textAt(scalar: Scalar, path: readonly string[]): TextAt | null {
    if (typeof scalar.value !== 'string' || !scalar.range) return null;
    const [offset, end] = scalar.range;
    this.#characters += scalar.value.length;
    if (this.#characters > MAX_TEXT) {
      this.stop('It repeats its texts so often that not all of it was read.');
      return null;
    }
    return { text: scalar.value, source: this.#source.slice(offset, end), offset, path };
  }

  /** Takes one visit off the budget; false where it is used up, and whoever walks has to stop. */
  spend(): boolean {
    this.#visits += 1;
    if (this.#visits >= MAX_VISITS) this.stop('It refers to itself so often that not all of it was read.');
    return !this.#stopped;
  }

  /** No more of it is read; the first reason is told. */
  stop(message: string): void {
    if (!this.#stopped) this.problems.push({ line: 1, message });
    this.#stopped = true;
  }

  #parse(): readonly Document.Parsed[] {
    if (isTooDeep(this.#source)) {
      this.stop('This YAML is nested too deeply, or has more lines than are read; it was not read.');
      return [];
    }
    try {
      const documents = parseAllDocuments(this.#source, {
        lineCounter: this.#lines,
        // Texts stay texts: "on" is a name in workflows, and numbers are read by nobody here.
        schema: 'failsafe',
        // A message of the parser quotes the source.
        prettyErrors: false,
        logLevel: 'silent',
        uniqueKeys: false,
      });
      const parsed = Array.isArray(documents) ? documents : [];
      for (const { errors } of parsed) {
        const [error] = errors;
        if (error === undefined) continue;
        const line = this.lineAt(error.pos[0]);
        this.problems.push({
          line,
          message: `This is not valid YAML (${wordsOf(error.code)}); what could be read was.`,
        });
      }
      return parsed;
    } catch (error) {
      // Nested so deeply that the parser gives up.
      if (!(error instanceof RangeError || error instanceof Error)) throw error;
      this.problems.push({ line: 1, message: 'This YAML cannot be read: it is nested too deeply or broken.' });
      return [];
    }
  }
}

/** Whether a text opens so much at once that reading it would be all that is done. Brackets in quotes count as well. */
function isTooDeep(source: string): boolean {
  let open = 0;
  let lines = 0;
  let dashes = 0;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    if (sign === '[' || sign === '{') open += 1;
    else if (sign === ']' || sign === '}') open = Math.max(0, open - 1);
    else if (sign === '\n') {
      lines += 1;
      dashes = 0;
    } else if ((sign === '-' || sign === '?' || sign === ':') && source[at + 1] === ' ') dashes += 1;
    if (open > MOST_OPEN || dashes > 10 * MOST_OPEN || lines > MOST_LINES) return true;
  }
  return false;
}

/** What each alias stands for: the last anchor of its name before it. One walk, where looking each up would be one walk each. */
function aliasTargets(documents: readonly Document.Parsed[]): Map<Alias, Node> {
  const targets = new Map<Alias, Node>();
  for (const document of documents) {
    const anchors = new Map<string, Node>();
    visit(document, {
      Alias: (_, alias) => {
        const target = anchors.get(alias.source);
        if (target !== undefined) targets.set(alias, target);
      },
      Value: (_, node) => {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
      },
    });
  }
  return targets;
}

/** `MISSING_CHAR` as words. */
function wordsOf(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ');
}
