import { useEffect, useRef } from 'react';
import type { PreviewId } from '#shared/domain/ids.ts';
import { engine } from '../engine/client.ts';

/**
 * The engine holds what a preview was made from until it is told to forget it, which is when the preview is left.
 * @param group whose `discard` forgets it
 */
export function usePreviewDiscard(group: 'imports' | 'captures' | 'pushes', previewId: PreviewId | null): void {
  const held = useRef<PreviewId | null>(null);
  useEffect(() => {
    held.current = previewId;
    return () => {
      if (previewId === null) return;
      held.current = null;
      // Strict mode runs effects twice; a preview that is still shown a moment later is kept.
      queueMicrotask(() => {
        if (held.current !== previewId) void engine()[group].discard({ previewId });
      });
    };
  }, [group, previewId]);
}
