import type { Failed, Result } from '#shared/contract/result.ts';
import { call, isQuiet } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { dismissToast, type Notice, notify } from '../ui/toast.tsx';

/** A change as the engine answers to it. */
export interface Done {
  readonly undoId: string | null;
  readonly label: string;
}

/** Carries a change out and says what was done, with a way back, or why it was not: then the answer is null. */
export async function perform<T extends Done, Code extends string>(work: Promise<Result<T, Code>>): Promise<T | null> {
  const answer = await call(work);
  if (!answer.ok) {
    reportFailure(answer);
    return null;
  }
  notifyDone(answer.value);
  return answer.value;
}

/** Says what was done, with a way back where there is one, and what follows from it. */
export function notifyDone({ undoId, label }: Done, more: Pick<Notice, 'detail' | 'action'> = {}): void {
  const notice = { ...more, title: label, tone: 'ok' } as const;
  if (undoId === null) notify(notice);
  else offered = { undoId, notice: notify({ ...notice, undo: () => undo(undoId) }) };
  lastUndo = undoId;
}

/** Says why something was not done, unless the person knows: they closed the file dialog, or the vault is locked. */
export function reportFailure(answer: Failed<string>): void {
  if (!isQuiet(answer)) notify({ title: answer.error.message, tone: 'problem' });
}

let lastUndo: string | null = null;
/** The notice that offers to take the last change back. */
let offered: { readonly undoId: string; readonly notice: number } | null = null;

/** Takes the last change of this window back; false where there is none. */
export async function undoLast(): Promise<boolean> {
  if (lastUndo === null) return false;
  await undo(lastUndo);
  return true;
}

async function undo(undoId: string): Promise<void> {
  if (lastUndo === undoId) lastUndo = null;
  // Taken back by the keyboard: its button would only say that there is nothing to take back.
  if (offered?.undoId === undoId) dismissToast(offered.notice);
  const answer = await call(engine().history.undo({ undoId }));
  if (answer.ok) notify({ title: `Undone: ${answer.value.label}`, tone: 'info' });
  else reportFailure(answer);
}
