import type { UndoId } from '#shared/domain/ids.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { notify } from '../../ui/toast.tsx';

/** Says what was done, and offers to take it back. `undoId` is null where it cannot be. */
export function notifyDone(title: string, undoId: UndoId | null, detail?: string): void {
  notify({
    title,
    tone: 'ok',
    ...(detail === undefined ? {} : { detail }),
    ...(undoId === null ? {} : { undo: () => undo(undoId) }),
  });
}

async function undo(undoId: UndoId): Promise<void> {
  const result = await call(engine().history.undo({ undoId }));
  if (result.ok) notify({ title: `Undone: ${result.value.label}`, tone: 'ok' });
  else if (!isQuiet(result)) notify({ title: 'Could not undo', detail: result.error.message, tone: 'problem' });
}
