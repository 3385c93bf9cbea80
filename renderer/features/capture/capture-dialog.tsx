import './capture.css';
import { useEffect, useRef, useState } from 'react';
import type { ConnectionId, PreviewId } from '#shared/domain/ids.ts';
import { engine } from '../../engine/client.ts';
import { useConnectionState } from '../../stores/connections.ts';
import { DashboardStep } from './dashboard-step.tsx';
import { FileStep } from './file-step.tsx';
import { PreviewStep } from './preview-step.tsx';
import { TextStep } from './text-step.tsx';
import type { Held } from './use-reading.ts';

export type CaptureSource = 'dashboard' | 'file' | 'text';

/**
 * Reads a provider's list of keys from its dashboard, from a file or from a copied table, and shows what was read before
 * any of it is kept. Closing forgets it, and so does locking, which takes the dialog away.
 */
export function CaptureDialog({
  connectionId,
  from,
  onClose,
}: {
  readonly connectionId: ConnectionId;
  readonly from: CaptureSource;
  readonly onClose: () => void;
}) {
  const [source, setSource] = useState(from);
  const [held, setHeld] = useState<Held | null>(null);
  const state = useConnectionState(connectionId);
  useDiscard(held?.previewId ?? null);
  if (state === undefined) return null;
  if (held !== null) {
    return <PreviewStep held={held} state={state} onHeld={setHeld} onBack={() => setHeld(null)} onClose={onClose} />;
  }
  const step = { state, onRead: setHeld, onSource: setSource, onClose };
  switch (source) {
    case 'dashboard':
      return <DashboardStep {...step} />;
    case 'file':
      return <FileStep {...step} />;
    case 'text':
      return <TextStep {...step} />;
  }
}

/** The engine holds what was read until it is told to forget it, which is when the preview is left. */
function useDiscard(previewId: PreviewId | null): void {
  const held = useRef<PreviewId | null>(null);
  useEffect(() => {
    held.current = previewId;
    return () => {
      if (previewId === null) return;
      held.current = null;
      // Strict mode runs effects twice; a preview that is still shown a moment later is kept.
      queueMicrotask(() => {
        if (held.current !== previewId) void engine().captures.discard({ previewId });
      });
    };
  }, [previewId]);
}
