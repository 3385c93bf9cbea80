import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type * as Electron from 'electron';
import { findDialogPrograms } from './dialog-programs.ts';
import type { PageLink } from './page-link.ts';
import type { Runtime } from './runtime.ts';
import { core } from './web-contents.ts';
import { WindowCore } from './window-core.ts';

type Both<Options> = [Options] | [unknown, Options];

/** The window and the options of a call that may leave the window out. */
function split<Options>(args: Both<Options>): [WindowCore | undefined, Options] {
  if (args.length === 1) return [undefined, args[0]];
  const inner = (args[0] as { [core]?: unknown } | null)?.[core];
  return [inner instanceof WindowCore ? inner : undefined, args[1]];
}

/**
 * Clicks a file input in the agent's world, as the person's own gesture, and leaves the chosen files in the browser: only
 * their paths come back, by the debugging protocol, and page scripts see neither.
 */
async function chooseFiles(link: PageLink, options: Electron.OpenDialogOptions): Promise<string[]> {
  const properties = options.properties ?? [];
  const accept = (options.filters ?? []).flatMap(({ extensions }) => extensions);
  const request = {
    multiple: properties.includes('multiSelections'),
    directory: properties.includes('openDirectory'),
    accept: accept.includes('*') ? '' : accept.map((extension) => `.${extension}`).join(','),
  };
  const files = await link.evaluateInAgent(
    `function (text) {
      const { multiple, directory, accept } = JSON.parse(text);
      const input = document.createElement('input');
      Object.assign(input, { type: 'file', multiple, accept, webkitdirectory: directory });
      return new Promise((resolve) => {
        const chosen = () => (directory ? [...input.files].slice(0, 1) : [...input.files]);
        input.addEventListener('change', () => resolve(chosen()), { once: true });
        input.addEventListener('cancel', () => resolve([]), { once: true });
        input.click();
      });
    }`,
    JSON.stringify(request),
    true,
  );
  if (files === undefined) return [];
  const { result } = await link.session.send('Runtime.getProperties', { objectId: files, ownProperties: true });
  const paths: string[] = [];
  for (const { name, value } of result) {
    if (!/^\d+$/.test(name) || value?.objectId === undefined) continue;
    const { path } = await link.session.send('DOM.getFileInfo', { objectId: value.objectId });
    if (path !== '') paths.push(request.directory ? await folderOf(link, value.objectId, path) : path);
  }
  await link.session.send('Runtime.releaseObject', { objectId: files });
  return paths;
}

/**
 * The chosen folder. A browser gives a folder as the files in it, each with its way from the folder's name on; one of them
 * tells, and an empty folder cannot be chosen.
 */
async function folderOf(link: PageLink, objectId: string, path: string): Promise<string> {
  const { result } = await link.session.send('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: 'function () { return this.webkitRelativePath; }',
    returnByValue: true,
  });
  const steps = String(result.value).split('/').slice(1);
  return steps.reduce((folder) => dirname(folder), path);
}

/**
 * Electron's `dialog`: the desktop's own dialogs through a program where there is one, else the browser's file chooser and
 * boxes in an isolated world of the page. Saving without a program goes to the Downloads folder, under a name that the
 * person can change and that is not taken yet.
 */
export function createDialog(runtime: Runtime) {
  const programs = runtime.options.headless ? undefined : findDialogPrograms();
  const linkOf = async (window: WindowCore | undefined): Promise<PageLink> => {
    const shown = window ?? runtime.anyWindow();
    if (shown === undefined) throw new Error('There is no window to show a dialog in.');
    return shown.ready();
  };
  const requireReady = (): void => runtime.requireReady('dialog module can only be used after app is ready');

  const saveInDownloads = async (
    window: WindowCore | undefined,
    options: Electron.SaveDialogOptions,
  ): Promise<string> => {
    const link = await linkOf(window);
    const folder = runtime.paths.get('downloads') ?? process.cwd();
    let detail = `It is saved in ${folder}.`;
    let name = basename(options.defaultPath ?? 'file');
    for (;;) {
      const { button, text } = await link.act('ask', [
        {
          title: options.title ?? 'Save',
          detail,
          buttons: ['Cancel', options.buttonLabel ?? 'Save'],
          cancelId: 0,
          field: name,
        },
      ]);
      if (button !== 1) return '';
      name = basename(text.trim());
      const path = join(folder, name);
      if (name !== '' && name !== '.' && name !== '..' && !name.includes('\0') && !existsSync(path)) return path;
      detail =
        name === '' ? 'It needs a name.' : `There is a ${name} in ${folder} already, or the name cannot be used.`;
    }
  };

  return {
    showOpenDialog: async (...args: Both<Electron.OpenDialogOptions>): Promise<Electron.OpenDialogReturnValue> => {
      requireReady();
      const [window, options] = split(args);
      const filePaths =
        programs === undefined
          ? await chooseFiles(await linkOf(window), options)
          : ((await programs.open(options)) ?? []);
      return { canceled: filePaths.length === 0, filePaths };
    },
    showSaveDialog: async (...args: Both<Electron.SaveDialogOptions>): Promise<Electron.SaveDialogReturnValue> => {
      requireReady();
      const [window, options] = split(args);
      const filePath =
        programs === undefined ? await saveInDownloads(window, options) : ((await programs.save(options)) ?? '');
      return { canceled: filePath === '', filePath };
    },
    showMessageBox: async (...args: Both<Electron.MessageBoxOptions>): Promise<Electron.MessageBoxReturnValue> => {
      requireReady();
      const [window, options] = split(args);
      const buttons = options.buttons === undefined || options.buttons.length === 0 ? ['OK'] : options.buttons;
      const link = await linkOf(window);
      const { button } = await link.act('ask', [
        { title: options.message, detail: options.detail ?? '', buttons, cancelId: options.cancelId ?? 0 },
      ]);
      return { response: button, checkboxChecked: options.checkboxChecked ?? false };
    },
    /** May be called before ready, and when nothing works any more: it always says it at the terminal, too. */
    showErrorBox: (title: string, content: string): void => {
      runtime.log(`${title}\n${content}`);
      void programs?.tell(title, content).catch(() => undefined);
    },
  };
}
