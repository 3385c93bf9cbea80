import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { registerCommands } from '../../commands/registry.ts';
import { PaletteDialog } from './palette-dialog.tsx';
import { closeSearch, followVault, openSearch } from './palette-store.ts';

/** Everything by name: commands and every key of the vault. Opens with Ctrl/Cmd+K. */
export function CommandPalette() {
  const [open, setOpen] = useState(false);
  useEffect(
    () =>
      registerCommands([
        {
          id: 'app.palette',
          title: 'Command palette',
          section: 'App',
          shortcut: 'mod+k',
          // What is typed next belongs to the palette's field, so that is there before the key press is over.
          run: () => flushSync(() => setOpen(true)),
        },
      ]),
    [],
  );
  useEffect(() => {
    if (!open) return;
    void openSearch();
    const end = followVault();
    return () => {
      end();
      closeSearch();
    };
  }, [open]);
  return open ? <PaletteDialog onClose={() => setOpen(false)} /> : null;
}
