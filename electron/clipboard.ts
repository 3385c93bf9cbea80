import { ClipboardItem, clipboard } from 'electron';
import type { ClipboardPort } from '#core/platform.ts';
import { isUnavailable, RUNTIME } from './runtime.ts';
import { secretMarkers } from './secret-markers.ts';

/** The desktop's clipboard. */
export function createClipboard(platform: NodeJS.Platform): ClipboardPort {
  return {
    check: async () => {
      try {
        await clipboard.has('text/plain');
        return { ok: true, tool: RUNTIME === 'electron' ? 'Electron' : 'the browser' };
      } catch (error) {
        // Errors of the Chromium runtime are written for people; others could quote anything.
        const reason =
          isUnavailable(error) && error instanceof Error ? error.message : 'The clipboard does not answer.';
        return { ok: false, problem: reason };
      }
    },
    write: (text, { secret }) => (secret ? writeSecret(text, platform) : clipboard.writeText(text)),
    clearIfHolds: async (text) => {
      if ((await clipboard.readText()) !== text) return false;
      clipboard.clear();
      return true;
    },
  };
}

/**
 * Text and markers go in one write: written one after the other, a clipboard manager would record the text in between.
 * Where the runtime knows no raw formats the text goes alone, and is cleared after its time all the same.
 */
async function writeSecret(text: string, platform: NodeJS.Platform): Promise<void> {
  try {
    const markers = Object.entries(secretMarkers(platform)).map(([type, bytes]) => [type, new Blob([bytes])] as const);
    await clipboard.write([new ClipboardItem({ 'text/plain': text, ...Object.fromEntries(markers) })]);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    await clipboard.writeText(text);
  }
}
