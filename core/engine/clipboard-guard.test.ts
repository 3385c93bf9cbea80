import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ClipboardPort } from '../platform.ts';
import { ClipboardGuard } from './clipboard-guard.ts';

/** A desktop whose writes take as long as the test wants. */
class SlowClipboard implements ClipboardPort {
  text = '';
  refuses = false;
  #waiting: (() => void)[] = [];
  #held = false;

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  check: ClipboardPort['check'] = async () => ({ ok: true, tool: 'a test' });

  write: ClipboardPort['write'] = async (text) => {
    if (this.#held) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (this.refuses) throw new Error('refused');
    this.text = text;
  };

  clearIfHolds: ClipboardPort['clearIfHolds'] = async (text) => {
    if (this.text !== text) return false;
    this.text = '';
    return true;
  };
}

const SECRET = { secret: true, clearAfterMs: 10_000 };
let clipboard: SlowClipboard;
let guard: ClipboardGuard;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  clipboard = new SlowClipboard();
  guard = new ClipboardGuard(clipboard, () => undefined);
});
afterEach(() => vi.useRealTimers());

it('starts the time anew with every copy, of the same text too', async () => {
  await guard.put('made up', SECRET);
  await vi.advanceTimersByTimeAsync(9_999);
  await guard.put('made up', SECRET);
  await vi.advanceTimersByTimeAsync(9_999);
  expect(clipboard.text).toBe('made up');
  await vi.advanceTimersByTimeAsync(1);
  expect(clipboard.text).toBe('');
});

it('does not clear a text whose first time ends while it is copied again', async () => {
  await guard.put('made up', SECRET);
  await vi.advanceTimersByTimeAsync(9_999);
  clipboard.hold();
  const again = guard.put('made up', SECRET);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(clipboard.text).toBe('made up');
  clipboard.release();
  await again;
  await vi.advanceTimersByTimeAsync(9_999);
  expect(clipboard.text).toBe('made up');
  await vi.advanceTimersByTimeAsync(1);
  expect(clipboard.text).toBe('');
});

it('keeps to the first time where the second copy is refused', async () => {
  await guard.put('made up', SECRET);
  await vi.advanceTimersByTimeAsync(6_000);
  clipboard.refuses = true;
  await expect(guard.put('another', SECRET)).rejects.toThrow('refused');
  await vi.advanceTimersByTimeAsync(3_999);
  expect(clipboard.text).toBe('made up');
  await vi.advanceTimersByTimeAsync(1);
  expect(clipboard.text).toBe('');
});
