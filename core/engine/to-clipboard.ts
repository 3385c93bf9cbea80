import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ClipboardPut } from './clipboard-guard.ts';
import type { EngineState } from './engine-state.ts';

/**
 * Puts text on the clipboard for as long as the settings say.
 * @param secret it is or holds a value: clipboard managers are told, unless the settings want it in their history
 */
export async function toClipboard(
  engine: EngineState,
  text: string,
  secret: boolean,
): Promise<Result<{ clearAfterMs: number; put: ClipboardPut }, 'clipboard-unavailable'>> {
  const { clearClipboardAfterMs: clearAfterMs, keepInClipboardHistory } = engine.settings();
  try {
    const put = await engine.clipboard.put(text, { secret: secret && !keepInClipboardHistory, clearAfterMs });
    return success({ clearAfterMs, put });
  } catch (error) {
    engine.log.error('clipboard-refused', error);
    const check = await engine.platform.clipboard.check();
    return failure('clipboard-unavailable', check.ok ? 'The clipboard refused. Try again.' : check.problem);
  }
}
