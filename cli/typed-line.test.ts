import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TypedLine } from './typed-line.ts';

function typed(...chunks: string[]): { text: string; state: string; echoed: string } {
  let echoed = '';
  const show = (text: string): void => {
    echoed += text;
  };
  const line = new TypedLine(show, { hidden: false });
  let state = 'more';
  for (const chunk of chunks) {
    state = line.take(chunk);
    if (state !== 'more') break;
  }
  return { text: line.text, state, echoed };
}

const BELL = '\u0007';

describe('TypedLine', () => {
  it('ends at Enter and drops what follows', () => {
    expect(typed('abc\rdef')).toMatchObject({ text: 'abc', state: 'done' });
    expect(typed('a', 'b', '\n')).toMatchObject({ text: 'ab', state: 'done' });
  });

  it('erases whole characters, words and the line', () => {
    expect(typed('aé👍\u007f\u007fb\r')).toMatchObject({ text: 'ab', state: 'done' });
    expect(typed('\u007fx\r')).toMatchObject({ text: 'x' });
    expect(typed('abc\bd\r')).toMatchObject({ text: 'abd' });
    expect(typed('abc\u0015z\r')).toMatchObject({ text: 'z' });
    expect(typed('one two  \u0017z\r')).toMatchObject({ text: 'one z' });
    expect(typed('wrong-password!\u0017\u0017right\r')).toMatchObject({ text: 'right' });
    expect(typed('one two\u001b\u007fz\r')).toMatchObject({ text: 'one z' });
    expect(typed('\u0017\u0017a\r')).toMatchObject({ text: 'a' });
  });

  it('knows Ctrl-C, Ctrl-\\, Ctrl-D and Ctrl-Z', () => {
    expect(typed('abc\u0003')).toMatchObject({ state: 'interrupted' });
    expect(typed('abc\u001c')).toMatchObject({ state: 'interrupted' });
    expect(typed('\u0004')).toMatchObject({ state: 'ended' });
    expect(typed('ab\u0004')).toMatchObject({ text: 'ab', state: 'done' });
    const line = new TypedLine(() => undefined, { hidden: true });
    expect(line.take('ab\u001acd\r')).toBe('suspended');
    expect(line.take('')).toBe('done');
    expect(line.text).toBe('abcd');
  });

  it('rings for keys that mean nothing here, and keeps none of them', () => {
    expect(typed('a\u001b[Ab\u001bOCc\u0001\r')).toMatchObject({ text: 'abc', state: 'done' });
    expect(typed('ab\u001b', '\r')).toMatchObject({ text: 'ab', state: 'done' });
    expect(typed('a\u0085b\u001b[1;5Cc\r')).toMatchObject({ text: 'abc', echoed: `a${BELL}b${BELL}c` });
    // A terminal's answer to a question that some other program asked.
    expect(typed('a\u001b]11;rgb:0000/0000/0000\u0007b\u001bP1+r\u001b\\c\r')).toMatchObject({ text: 'abc' });
    // Esc by itself, and then a letter: the letter is typed.
    expect(typed('a\u001b', 'b\r')).toMatchObject({ text: 'ab' });
    expect(typed('a\u001bb\r')).toMatchObject({ text: 'a' });
    expect(typed('a\u0005\u000b\u000c\u0012b\r')).toMatchObject({ text: 'ab', echoed: 'ab' });
  });

  it('takes a sequence for one wherever the terminal cuts it', () => {
    for (const sequence of ['\u001b[A', '\u001b[1;5C', '\u001bOP', '\u001b]0;title\u001b\\', '\u001b[3~']) {
      const text = `a${sequence}b\r`;
      for (let cut = 1; cut < text.length; cut += 1) {
        expect(typed(text.slice(0, cut), text.slice(cut)), JSON.stringify([text, cut])).toMatchObject({ text: 'ab' });
      }
    }
  });

  it('takes the key after Ctrl-V as it is', () => {
    expect(typed('a\u0016\u0017b\r')).toMatchObject({ text: 'a\u0017b', echoed: 'a^Wb' });
    expect(typed('a\u0016\u001b[b\r')).toMatchObject({ text: 'a\u001b[b' });
    expect(typed('a\u0016', '\u0003\r')).toMatchObject({ text: 'a\u0003', state: 'done' });
    expect(typed('\u0016\u0001\u007fx\r')).toMatchObject({ text: 'x', echoed: '^A\b \b\b \bx' });
  });

  it('keeps the lines of a paste together, wherever the terminal cuts it', () => {
    for (const lineEnd of ['\r', '\n', '\r\n']) {
      const paste = `\u001b[200~-----BEGIN${lineEnd}made up${lineEnd}-----END\u001b[201~\r`;
      const whole = { text: '-----BEGIN\nmade up\n-----END', state: 'done' };
      expect(typed(paste)).toMatchObject(whole);
      for (let cut = 1; cut < paste.length; cut += 1) {
        expect(typed(paste.slice(0, cut), paste.slice(cut))).toMatchObject(whole);
      }
    }
  });

  it('shows nothing but the bell where it is hidden', () => {
    let shown = '';
    const show = (text: string): void => {
      shown += text;
    };
    const line = new TypedLine(show, { hidden: true });
    line.take('sec\u0001ret\u0016\u0002\u0017again\r');
    expect([line.text, line.shown, shown]).toEqual(['again', '', BELL]);
    expect(typed('ab\u007f').echoed).toBe('ab\b \b');
  });

  it('keeps no control character that was neither pasted nor asked for, from whatever arrives', () => {
    const soup = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 6 }),
        fc.constantFrom('\u001b', '\u001b[', '\u001b[A', '\u001bO', '\u0017', '\u0085', 'x', '\u001b]', '\u0007'),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(soup, (chunks) => {
        fc.pre(!chunks.join('').includes('\u0016') && !chunks.join('').includes('[200~'));
        expect(typed(...chunks).text).not.toMatch(/(?!\t)\p{Cc}/u);
      }),
      { numRuns: 2_000 },
    );
  });
});
