import { basename } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { FileFilter, Platform } from '#core/platform.ts';

/** Dialogs belong to the window while there is one, so that they cannot end up behind it. */
export function createFileDialogs(currentWindow: () => BrowserWindow | null): Platform['files'] {
  return {
    openFile: async ({ title, filters }) => {
      // Hidden files are shown since what is opened most is called `.env`.
      const options: Electron.OpenDialogOptions = {
        title,
        filters: withAllFiles(filters),
        properties: ['openFile', 'showHiddenFiles', 'dontAddToRecent'],
      };
      const window = currentWindow();
      const { canceled, filePaths } = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    openFolder: async ({ title }) => {
      const options: Electron.OpenDialogOptions = {
        title,
        properties: ['openDirectory', 'showHiddenFiles', 'dontAddToRecent'],
      };
      const window = currentWindow();
      const { canceled, filePaths } = await (window === null
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(window, options));
      return canceled ? null : (filePaths[0] ?? null);
    },
    saveFile: async ({ title, suggestedName, filters }) => {
      const options: Electron.SaveDialogOptions = {
        title,
        defaultPath: basename(suggestedName),
        filters: withAllFiles(filters),
        properties: ['createDirectory', 'showHiddenFiles', 'showOverwriteConfirmation', 'dontAddToRecent'],
      };
      const window = currentWindow();
      const { canceled, filePath } = await (window === null
        ? dialog.showSaveDialog(options)
        : dialog.showSaveDialog(window, options));
      return canceled || filePath === '' ? null : filePath;
    },
  };
}

/** `.env` has no extension in the eyes of macOS and GTK, so a list of extensions alone would grey it out. */
function withAllFiles(filters: readonly FileFilter[]): Electron.FileFilter[] {
  const own = filters.map(({ name, extensions }) => ({ name, extensions: [...extensions] }));
  return own.some(({ extensions }) => extensions.includes('*'))
    ? own
    : [...own, { name: 'All files', extensions: ['*'] }];
}
