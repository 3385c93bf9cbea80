import type { Node, Tree } from 'web-tree-sitter';
import { type CiFile, type FoundUse, likelyUse, NOWHERE } from './found-use.ts';
import { dropGroovyParser, groovyParser } from './groovy-parser.ts';
import type { LineProblem } from './yaml-file.ts';

/** Longer, and somebody has made a file to keep us busy. */
const PARSE_MS = 1_000;
const MAX_NODES = 500_000;
/** More in one file tell nothing new. */
const MOST_USES = 5_000;
/** Neighbours of a credential's id that are looked at for the variables it is bound to. */
const MOST_NEIGHBOURS = 20;
/** Around a use. */
const DEEPEST_STAGE = 200;

/** Names of parameters that take a credential's id. */
const ID_PARAMETER = /^(?:credentials?|\w*[cC]redentials?I[dD])$/;
/** Names of parameters of a binding that say which variable gets the credential. */
const VARIABLE_PARAMETER = /^(?:variable|\w+Variable)$/;

type Found = { readonly id: string | null; readonly node: Node; readonly aliases: readonly string[] };

/**
 * Reads a Jenkinsfile, declarative or scripted, with a Groovy parser that gets over what it does not understand:
 * `credentials('id')`, everything that takes a `credentialsId:`, `sshagent` and `withRegistry`.
 */
export async function readJenkinsfile(source: string): Promise<CiFile> {
  const parser = await groovyParser();
  const startedAt = performance.now();
  let tree: Tree | null;
  try {
    tree = parser.parse(source, null, { progressCallback: () => performance.now() - startedAt > PARSE_MS });
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    // Nested more deeply than its memory is for; what is left of it is good for nothing.
    dropGroovyParser();
    const message = 'It is nested too deeply to parse and was not read.';
    return {
      system: 'jenkins',
      uses: [],
      problems: [{ line: 1, message }],
      unread: ['the file is not read'],
      scripts: [],
    };
  }
  if (tree === null) {
    parser.reset();
    const message = 'It takes too long to parse and was not read.';
    return { system: 'jenkins', uses: [], problems: [{ line: 1, message }], unread: [message], scripts: [] };
  }
  try {
    const problems: LineProblem[] = [];
    const uses: FoundUse[] = [];
    let broken: number | null = null;
    let computed = false;
    let cut = false;
    for (const node of nodesOf(tree.rootNode)) {
      if (uses.length >= MOST_USES || performance.now() - startedAt > 2 * PARSE_MS) {
        cut = true;
        break;
      }
      const line = node.startPosition.row + 1;
      if (broken === null && (node.isError || node.isMissing)) broken = line;
      for (const { id, node: at, aliases } of credentialsAt(node)) {
        const place = { line: at.startPosition.row + 1, job: stageOf(at) };
        if (id === null) {
          computed = true;
          problems.push({ line: place.line, message: 'It computes a credential’s id; which one cannot be told.' });
        } else {
          uses.push({ ...likelyUse({ ...NOWHERE, name: id, ...place }), certainty: 'certain', aliases });
        }
      }
    }
    if (cut) problems.push({ line: 1, message: 'It is made of more than is read; not all of it was.' });
    if (broken !== null) {
      problems.push({ line: broken, message: 'This is not Groovy as it is known here; what could be read was.' });
    }
    return {
      system: 'jenkins',
      uses,
      problems,
      unread: [
        ...(computed ? ['it computes ids of credentials'] : []),
        ...(cut || broken !== null ? ['the file is not read whole'] : []),
      ],
      scripts: [],
    };
  } finally {
    tree.delete();
  }
}

/** Every named node, in the order of the source; without recursion, since a file can nest as deeply as it likes. */
function* nodesOf(root: Node): Generator<Node> {
  const cursor = root.walk();
  try {
    for (let count = 0; count < MAX_NODES; count += 1) {
      yield cursor.currentNode;
      if (cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return;
      }
    }
  } finally {
    cursor.delete();
  }
}

function credentialsAt(node: Node): Found[] {
  switch (node.type) {
    case 'map_item':
      return idParameter(node);
    case 'method_invocation':
    case 'juxt_function_call':
      return callWithIds(node);
    default:
      return [];
  }
}

/** `credentialsId: 'id'`, with the variables that its neighbours name. */
function idParameter(item: Node): Found[] {
  const key = nameOf(item.childForFieldName('key'));
  const value = item.childForFieldName('value');
  if (key === null || value === null || !ID_PARAMETER.test(key)) return [];
  // `credentials: ['a', 'b']` of sshagent.
  if (value.type === 'array_literal') return literalsIn(value);
  const literal = literalOf(value);
  // A parameter or a variable holds the id: it is written elsewhere, or given when the job starts.
  if (literal === undefined) return /I[dD]$/.test(key) ? [{ id: null, node: value, aliases: [] }] : [];
  const aliases = neighboursOf(item).flatMap((other) => {
    const name = nameOf(other?.childForFieldName('key') ?? null);
    const text = literalOf(other?.childForFieldName('value') ?? null);
    return name !== null && VARIABLE_PARAMETER.test(name) && typeof text === 'string' ? [text] : [];
  });
  return [{ id: literal, node: value, aliases }];
}

/** The parameters next to one, on both sides; a list made to keep us busy has a million. */
function neighboursOf(item: Node): Node[] {
  const found: Node[] = [];
  for (const step of ['previousNamedSibling', 'nextNamedSibling'] as const) {
    let at = item[step];
    for (let count = 0; at !== null && count < MOST_NEIGHBOURS; count += 1) {
      found.push(at);
      at = at[step];
    }
  }
  return found;
}

function callWithIds(call: Node): Found[] {
  const name = nameOf(call.childForFieldName('name'));
  const list = call.childForFieldName('arguments') ?? call.childForFieldName('args');
  const values = (list?.namedChildren ?? []).filter((child) => child !== null);
  switch (name) {
    case 'credentials':
      return environmentCredential(call, values);
    case 'sshagent':
      return values.flatMap((value) => (value.type === 'array_literal' ? literalsIn(value) : []));
    case 'withRegistry': {
      const id = literalOf(values[1] ?? null);
      return id === undefined || values[1] === undefined ? [] : [{ id, node: values[1], aliases: [] }];
    }
    default:
      return [];
  }
}

/** `NAME = credentials('id')`, or a parameter of type `credentials` with its default. */
function environmentCredential(call: Node, values: readonly Node[]): Found[] {
  const [first] = values;
  if (first === undefined) return [];
  if (first.type === 'map_item') {
    const preset = values.find((value) => nameOf(value.childForFieldName('key')) === 'defaultValue');
    const value = preset?.childForFieldName('value') ?? null;
    const id = literalOf(value);
    return value === null || id === undefined || id === '' ? [] : [{ id, node: value, aliases: [] }];
  }
  const id = literalOf(first);
  const assigned = call.parent?.type === 'assignment_expression' ? nameOf(call.parent.childForFieldName('left')) : null;
  return [{ id: id ?? null, node: first, aliases: assigned === null ? [] : [assigned] }];
}

function literalsIn(array: Node): Found[] {
  return array.namedChildren.flatMap((child) => {
    const id = literalOf(child);
    return child === null || id === undefined ? [] : [{ id, node: child, aliases: [] }];
  });
}

/** The text of a string; null where it is put together at run time; undefined where it is no string. */
function literalOf(node: Node | null): string | null | undefined {
  if (node === null || !(node.type === 'character_literal' || node.type === 'string_literal')) return undefined;
  const quoted = /^('''|"""|'|")([\s\S]*)\1$/.exec(node.text);
  const [, quote = '', text = ''] = quoted ?? [];
  return quote.startsWith('"') && text.includes('$') ? null : text;
}

/** An identifier, or a string that is one. */
function nameOf(node: Node | null): string | null {
  if (node === null) return null;
  return node.type === 'identifier' ? node.text : (literalOf(node) ?? null);
}

/** The name of the innermost stage around a node. */
function stageOf(node: Node): string | null {
  let depth = 0;
  for (let at = node.parent; at !== null && depth < DEEPEST_STAGE; at = at.parent) {
    depth += 1;
    if (at.type !== 'method_invocation' || nameOf(at.childForFieldName('name')) !== 'stage') continue;
    const [first] = at.childForFieldName('arguments')?.namedChildren ?? [];
    return literalOf(first ?? null) ?? null;
  }
  return null;
}
