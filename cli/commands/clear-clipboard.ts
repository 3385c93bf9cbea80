import { z } from 'zod';
import { success } from '#shared/contract/result.ts';
import { clearClipboard, clipboardHolds, wasCopiedLater } from '../clipboard.ts';
import { type CommandSpec, defineCommand } from '../command.ts';
import { readLimited } from '../read-value.ts';

const spec = {
  name: '__clear-clipboard',
  usage: ['__clear-clipboard'],
  about: 'Clears the clipboard later; "keyrail copy" starts it.',
  options: {},
  words: { min: 0, max: 0 },
  examples: [],
} as const satisfies CommandSpec;

const STDIN = 0;
const MAX_ORDER_BYTES = 16_384;

const program = z.array(z.string()).min(1);
const clearOrder = z.strictObject({
  tool: z.strictObject({ name: z.string(), write: program, read: program, clear: program }),
  afterMs: z.int().positive(),
  key: z.base64(),
  hash: z.base64(),
  copy: z.strictObject({ file: z.string(), id: z.string() }).nullable(),
});

export const command = defineCommand(spec, async () => {
  const read = readLimited(STDIN, MAX_ORDER_BYTES);
  if (!read.ok) return read;
  const order = clearOrder.parse(JSON.parse(read.value.toString('utf8')));
  // The person's logout or Ctrl-C in the terminal must not leave the value behind: then it is cleared at once.
  const asked = await new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), order.afterMs);
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.once(signal, () => resolve(true));
  });
  if (!asked && wasCopiedLater(order)) return success(0);
  if (await clipboardHolds(order)) await clearClipboard(order.tool);
  return success(0);
});
