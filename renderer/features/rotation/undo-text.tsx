import { Undo2 } from 'lucide-react';

/** What can be taken back of a step, or that nothing can. */
export function UndoText({ text }: { readonly text: string }) {
  return (
    <p className="rotation-undo rotation-undo-line">
      <Undo2 size={12} aria-hidden="true" />
      <span>
        <span className="visually-hidden">Taking it back: </span>
        {text}
      </span>
    </p>
  );
}
