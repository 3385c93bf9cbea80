/** A secret that an expression of GitHub's names, and how far from the start of the text; `all`: all of them at once. */
export type ExpressionSecret =
  | { readonly what: 'secret'; readonly name: string; readonly at: number }
  | { readonly what: 'all'; readonly at: number };

/** In a template, `'` starts a string that `'` ends, and `''` is a quote inside it. */
const TOKEN = /'(?:[^']|'')*'|[A-Za-z_][\w-]*|[.[\]]|\S/g;
const NAME = /^[A-Za-z_]\w*$/;

/** Secrets in the `${{ … }}` of a text. */
export function secretsInTemplates(text: string): ExpressionSecret[] {
  const found: ExpressionSecret[] = [];
  for (let start = text.indexOf('${{'); start !== -1; ) {
    const end = endOfTemplate(text, start + 3);
    found.push(...secretsInExpression(text.slice(start + 3, end), start + 3));
    start = text.indexOf('${{', end);
  }
  return found;
}

/** Secrets in one expression, such as an `if` without `${{`. */
export function secretsInExpression(expression: string, offset = 0): ExpressionSecret[] {
  const found: ExpressionSecret[] = [];
  const tokens = [...expression.matchAll(TOKEN)].map((match) => ({ text: match[0], at: offset + match.index }));
  for (const [index, { text, at }] of tokens.entries()) {
    // A property of something else that is called "secrets" is not the context.
    if (text.toLowerCase() !== 'secrets' || tokens[index - 1]?.text === '.') continue;
    const [sign, name, close] = [1, 2, 3].map((further) => tokens[index + further]?.text ?? '');
    if (sign === '.' && NAME.test(name ?? '')) {
      found.push({ what: 'secret', name: name ?? '', at });
    } else if (sign === '[' && close === ']' && /^'[A-Za-z_]\w*'$/.test(name ?? '')) {
      found.push({ what: 'secret', name: (name ?? '').slice(1, -1), at });
    } else {
      found.push({ what: 'all', at });
    }
  }
  return found;
}

/** The offset of the `}}` that ends a template, strings in it left aside. */
function endOfTemplate(text: string, from: number): number {
  let inString = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") inString = !inString;
    else if (!inString && text[at] === '}' && text[at + 1] === '}') return at;
  }
  return text.length;
}
