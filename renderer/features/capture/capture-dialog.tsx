import './capture.css';
import { useState } from 'react';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { usePreviewDiscard } from '../../actions/use-preview-discard.ts';
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
  usePreviewDiscard('captures', held?.previewId ?? null);
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
