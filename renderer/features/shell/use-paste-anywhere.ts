import { useEffect } from 'react';
import { isEditable, isLayerOpen } from '../../commands/shortcuts.ts';
import { openDialog } from '../../dialogs.ts';
import { useNavigation } from '../../stores/navigation.ts';

/** Pasting outside of a field means: add this. The text goes straight to the dialog and is kept nowhere. */
export function usePasteAnywhere(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || isEditable(event.target) || isLayerOpen()) return;
      const initialText = event.clipboardData?.getData('text/plain') ?? '';
      if (initialText.trim() === '') return;
      event.preventDefault();
      // On a cell it is meant for the cell's environment, whatever the value looks like.
      const onCell = event.target instanceof Element && event.target.closest('[role="gridcell"]') !== null;
      const { screen, environmentId: focused } = useNavigation.getState();
      const environmentId = onCell && screen === 'board' ? focused : null;
      openDialog({ kind: 'add-key', initialText, ...(environmentId === null ? {} : { environmentId }) });
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}
