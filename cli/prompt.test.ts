import { describe, expect, it } from 'vitest';
import { TypedLine } from './prompt.ts';

function typed(...chunks: string[]): { text: string; state: string; echoed: string } {
  let echoed = '';
  const line = new TypedLine((text) => {
    echoed += text;
  });
  let state = 'more';
  for (const chunk of chunks) {
    state = line.take(chunk);
    if (state !== 'more') break;
  }
  return { text: line.text, state, echoed };
}

describe('TypedLine', () => {
  it('ends at Enter and drops what follows', () => {
    expect(typed('abc\rdef')).toMatchObject({ text: 'abc', state: 'done' });
    expect(typed('a', 'b', '\n')).toMatchObject({ text: 'ab', state: 'done' });
  });

  it('erases whole characters', () => {
    expect(typed('aé👍\u007f\u007fb\r')).toMatchObject({ text: 'ab', state: 'done' });
    expect(typed('\u007fx\r')).toMatchObject({ text: 'x' });
    expect(typed('abc\u0015z\r')).toMatchObject({ text: 'z' });
  });

  it('knows Ctrl-C and Ctrl-D', () => {
    expect(typed('abc\u0003')).toMatchObject({ state: 'interrupted' });
    expect(typed('\u0004')).toMatchObject({ state: 'ended' });
    expect(typed('ab\u0004')).toMatchObject({ text: 'ab', state: 'done' });
  });

  it('leaves out arrow keys and other control characters', () => {
    expect(typed('a\u001b[Ab\u001bOCc\u0001\r')).toMatchObject({ text: 'abc', state: 'done' });
    expect(typed('ab\u001b', '\r')).toMatchObject({ text: 'ab', state: 'done' });
  });

  it('keeps the lines of a paste together, wherever the terminal cuts it', () => {
    const paste = '\u001b[200~-----BEGIN\rmade up\r-----END\u001b[201~\r';
    expect(typed(paste)).toMatchObject({ text: '-----BEGIN\nmade up\n-----END', state: 'done' });
    for (let cut = 1; cut < paste.length; cut += 1) {
      expect(typed(paste.slice(0, cut), paste.slice(cut))).toMatchObject({
        text: '-----BEGIN\nmade up\n-----END',
        state: 'done',
      });
    }
  });

  it('shows nothing where it is hidden', () => {
    const line = new TypedLine(null);
    line.take('secret\r');
    expect(line.text).toBe('secret');
    expect(typed('ab\u007f').echoed).toBe('ab\b \b');
  });
});
