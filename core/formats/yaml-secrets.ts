import { isAlias, isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { nameForMessage } from './names.ts';
import { type FileProblem, MAX_ERRORS } from './problem.ts';

export type YamlEntry = Readonly<{ name: string; value: string; line: number }>;
export type YamlErrorCode =
  | 'too-large'
  | 'too-many-errors'
  | 'not-yaml'
  | 'not-a-mapping'
  | 'null-value'
  | 'nested-value'
  | 'nul-character';
export type YamlFile = Readonly<{
  entries: readonly YamlEntry[];
  errors: readonly FileProblem<YamlErrorCode>[];
  warnings: readonly FileProblem<'literal-as-text'>[];
}>;

/** The parser keeps every token with its place; a larger file of secrets than this is something else. */
const MAX_YAML_LENGTH = 1_048_576;

/**
 * Reads one mapping of names to texts (YAML 1.2). Quotes, escapes and comments are YAML's. Numbers, booleans and dates are taken
 * as they are written, with a warning; nothing, lists, mappings and aliases are errors, as are duplicate names.
 */
export function parseYamlSecrets(text: string): YamlFile {
  const entries: YamlEntry[] = [];
  const errors: YamlFile['errors'][number][] = [];
  const warnings: YamlFile['warnings'][number][] = [];
  const error = (line: number, code: YamlErrorCode, rule: string) => {
    if (errors.length < MAX_ERRORS) errors.push({ line, code, message: `Line ${line}: ${rule}` });
    else if (errors.length === MAX_ERRORS) {
      errors.push({ line, code: 'too-many-errors', message: `Line ${line}: there are more errors from here on.` });
    }
  };
  if (text.length > MAX_YAML_LENGTH) {
    error(1, 'too-large', 'the file is over 1 MB, which no YAML file of secrets should be.');
    return { entries, errors, warnings };
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text.replace(/^\ufeff/, ''), { lineCounter, version: '1.2', prettyErrors: false });
  const lineOf = (node: Node | null | undefined) => Math.max(1, lineCounter.linePos(node?.range?.[0] ?? 0).line);
  for (const problem of document.errors) {
    const duplicate = problem.code === 'DUPLICATE_KEY';
    const line = Math.max(1, lineCounter.linePos(problem.pos[0]).line);
    error(line, 'not-yaml', duplicate ? 'this name is there a second time.' : 'this is not valid YAML.');
  }
  if (errors.length > 0) return { entries, errors, warnings };
  const root = document.contents;
  if (root === null) return { entries, errors, warnings };
  if (!isMap(root)) {
    error(lineOf(root as Node), 'not-a-mapping', 'the file must hold one mapping of names to values.');
    return { entries, errors, warnings };
  }
  for (const { key, value } of root.items as Pair<Node, Node | null>[]) {
    const line = lineOf(key);
    if (!isScalar(key)) {
      error(line, 'nested-value', 'a name must be one text.');
      continue;
    }
    const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
    const shown = nameForMessage(name);
    if (isScalar(value) && typeof value.value === 'string') {
      if (value.value.includes('\0')) error(line, 'nul-character', `the value of ${shown} has a NUL character.`);
      else entries.push({ name, value: value.value, line });
    } else if (isScalar(value) && value.value !== null) {
      entries.push({ name, value: value.source ?? String(value.value), line });
      warnings.push({
        line,
        code: 'literal-as-text',
        message: `Line ${line}: ${shown} is no text; it is taken as it is written.`,
      });
    } else if (value === null || isScalar(value)) {
      error(line, 'null-value', `${shown} has no value. Give it one, or take it out.`);
    } else {
      const what = isAlias(value) ? 'refers to another place' : isMap(value) ? 'holds a mapping' : 'holds a list';
      error(line, 'nested-value', `${shown} ${what}. Each name needs one text.`);
    }
  }
  return { entries, errors, warnings };
}
