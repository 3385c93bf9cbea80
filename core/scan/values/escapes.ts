/**
 * How one character may stand in a file instead of itself: the escapes of JSON and of programming languages, of addresses, of
 * XML and HTML, and of shells and `.env` files. Which of them a writer uses differs from one to the next (`%2f` and `%2F`, `&#39;`
 * and `&apos;`, `/` and `\/`), so a value is compared character by character with all of them.
 *
 * Sources: RFC 8259 section 7 (JSON), RFC 3986 section 2.1 (percent-encoding), the WHATWG URL standard's form encoding (`+`), the
 * HTML standard's named character references, XML 1.0 section 4.6, POSIX 2.2 (quoting), dotenv's double quotes.
 */

/** Named character references of ASCII, beside those of XML. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  '!': ['excl'],
  '"': ['quot', 'QUOT'],
  '#': ['num'],
  $: ['dollar'],
  '%': ['percnt'],
  '&': ['amp', 'AMP', 'amp;amp'],
  "'": ['apos'],
  '(': ['lpar'],
  ')': ['rpar'],
  '*': ['ast', 'midast'],
  '+': ['plus'],
  ',': ['comma'],
  '.': ['period'],
  '/': ['sol'],
  ':': ['colon'],
  ';': ['semi'],
  '<': ['lt', 'LT', 'amp;lt'],
  '=': ['equals'],
  '>': ['gt', 'GT', 'amp;gt'],
  '?': ['quest'],
  '@': ['commat'],
  '[': ['lsqb', 'lbrack'],
  '\\': ['bsol'],
  ']': ['rsqb', 'rbrack'],
  '^': ['Hat'],
  _: ['lowbar', 'UnderBar'],
  '`': ['grave', 'DiacriticalGrave'],
  '{': ['lcub', 'lbrace'],
  '|': ['verbar', 'vert', 'VerticalLine'],
  '}': ['rcub', 'rbrace'],
  '\t': ['Tab'],
  '\n': ['NewLine'],
};
const LETTERS: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '\b': 'b', '\f': 'f', '\0': '0' };

const known = new Map<string, readonly Buffer[]>();

/** Whether a byte is one that no writer escapes: a letter or a digit of ASCII. */
export function isNeverEscaped(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

/**
 * Every way to write a character but the character itself, as bytes of a file in UTF-8.
 * @param character one code point
 */
export function escapesOf(character: string): readonly Buffer[] {
  let escapes = known.get(character);
  if (escapes === undefined) {
    escapes = [...new Set(textsFor(character))].map((text) => Buffer.from(text, 'utf8'));
    // Not a secret's: one of each character of the world at most, and those of ASCII in practice.
    if (character.length === 1 && character <= '\x7f') known.set(character, escapes);
  }
  return escapes;
}

function textsFor(character: string): string[] {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  const both = (text: string): string[] => [text, text.toUpperCase()];
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const units = [...Array(character.length).keys()].map((index) =>
    character.charCodeAt(index).toString(16).padStart(4, '0'),
  );
  const texts = [
    // JSON, JavaScript, Java, Python: \u0026, \x26, \u{26}; PowerShell and C know octals, which nobody writes for a secret.
    ...both(units.join('\\u')).map((digits) => `\\u${digits.replaceAll('\\U', '\\u')}`),
    ...both(hex).map((digits) => `\\u{${digits}}`),
    ...both(units.join('\\\\u')).map((digits) => `\\\\u${digits.replaceAll('\\\\U', '\\\\u')}`),
    ...both(bytes.join('\\x')).map((digits) => `\\x${digits.replaceAll('\\X', '\\x')}`),
    // Addresses, once and twice.
    ...both(bytes.join('%')).map((digits) => `%${digits}`),
    ...both(bytes.join('%25')).map((digits) => `%25${digits}`),
    // XML and HTML: &#38; &#038; &#x26; &#X26;
    ...[`${point}`, `0${point}`, `00${point}`].map((digits) => `&#${digits};`),
    ...both(hex).flatMap((digits) => [`&#x${digits};`, `&#X${digits};`, `&#x0${digits};`, `&#x00${digits};`]),
    ...(NAMES[character] ?? []).map((name) => `&${name};`),
  ];
  if (point < 0x80 && !isNeverEscaped(point)) {
    const letter = LETTERS[character] ?? character;
    // In strings of most languages, shells and .env files; and in such a string inside another.
    if (letter !== '\n') texts.push(`\\${letter}`, `\\\\${letter}`, `\\\\\\${letter}`);
    if (character === '\\') texts.push('\\\\\\\\');
    // Doubled: quotes of YAML, SQL and CSV, dollars of Compose, percents of printf and cmd.
    if (`'"$%\`{}`.includes(character)) texts.push(character + character);
    if (character === "'") texts.push(`'\\''`, `'"'"'`);
    if (character === ' ') texts.push('+');
    if (character === '\n') texts.push('\\r\\n', '\\\\n', '%0D%0A', '%0d%0a');
  }
  return texts;
}
