import type * as Electron from 'electron';
import { findClipboardTool, runProgram } from './clipboard-tools.ts';
import type { Runtime } from './runtime.ts';
import { UnavailableHere } from './unavailable-here.ts';

type Payload = string | Electron.ClipboardBookmark | Blob | Promise<Blob | string>;

/** Electron's clipboard item: payloads by MIME type. */
export class ClipboardItem {
  readonly #items: Record<string, Payload>;

  constructor(items: Record<string, Payload>) {
    if (Object.keys(items).length === 0) throw new TypeError('A ClipboardItem needs at least one type.');
    this.#items = { ...items };
  }

  get types(): string[] {
    return Object.keys(this.#items);
  }

  /** Declared as in Electron, where one type answers with a bookmark. */
  async getType(type: string): Promise<never> {
    const payload = await this.#items[type];
    if (payload === undefined) throw new Error(`The type ${type} is not in this ClipboardItem.`);
    if (typeof payload === 'string') return new Blob([payload], { type }) as never;
    return payload as never;
  }
}

/** What KDE's clipboard, and others after it, take as "do not keep this" (Klipper's hint). */
const SECRET_HINT = 'electron application/osclipboard;format="x-kde-passwordManagerHint"';

/**
 * Electron's asynchronous `clipboard`: through the desktop's tool, or, without one or without a window, through the
 * browser's own in an isolated world. Only text can be carried; other types are refused with UnavailableHere, except the hint that
 * text is secret where the tool can pass it on.
 */
export function createClipboard(runtime: Runtime) {
  const tool = runtime.options.headless ? undefined : findClipboardTool();

  const throughPage = <T>(
    run: Parameters<NonNullable<ReturnType<Runtime['anyWindow']>>['withPermission']>[1],
  ): Promise<T> => {
    const window = runtime.anyWindow();
    if (window === undefined) return Promise.reject(new UnavailableHere('The clipboard without a window'));
    return window.withPermission(['clipboardReadWrite', 'clipboardSanitizedWrite'], run) as Promise<T>;
  };

  const mustSucceed = async (command: readonly [string, ...string[]], input = ''): Promise<void> => {
    // What serves the text stays in the background and keeps its output open.
    const { status } = await runProgram(command, { input, keepOutput: false });
    if (status !== 0) throw new Error(`${command[0]} ended with status ${status}.`);
  };

  const writeText = (text: string): Promise<void> =>
    runtime.track(
      tool === undefined
        ? throughPage((link) => link.act('writeText', [text]))
        : mustSucceed(text === '' ? tool.clear : tool.write, text),
    );

  const readText = async (): Promise<string> => {
    if (tool === undefined) return throughPage((link) => link.act('readText', []));
    const { status, output } = await runProgram(tool.read);
    // These tools fail on an empty clipboard, and on one that holds no text.
    return status === 0 ? output : '';
  };

  const write = async (
    items: { readonly types: string[]; getType(type: string): Promise<unknown> }[],
  ): Promise<void> => {
    const [item, ...more] = items;
    if (item === undefined || more.length > 0) throw new UnavailableHere('Writing several clipboard items');
    const others = item.types.filter((type) => type !== 'text/plain');
    const isSecret = others.includes(SECRET_HINT);
    if (!item.types.includes('text/plain') || others.some((type) => type !== SECRET_HINT)) {
      throw new UnavailableHere('Writing anything but text to the clipboard');
    }
    const text = await ((await item.getType('text/plain')) as Blob).text();
    if (!isSecret) return writeText(text);
    if (tool?.writeSecret == null) throw new UnavailableHere('Marking text on the clipboard as secret');
    try {
      await mustSucceed(tool.writeSecret, text);
    } catch {
      throw new UnavailableHere('Marking text on the clipboard as secret');
    }
  };

  return {
    readText,
    writeText,
    write,
    clear: (): void => {
      const cleared = tool === undefined ? writeText('') : runtime.track(mustSucceed(tool.clear));
      cleared.catch((error: unknown) => runtime.log(`The clipboard could not be cleared: ${String(error)}`));
    },
    has: async (mimetype: string): Promise<boolean> => mimetype === 'text/plain' && (await readText()) !== '',
    read: async (): Promise<ClipboardItem[]> => {
      const text = await readText();
      return text === '' ? [] : [new ClipboardItem({ 'text/plain': text })];
    },
  };
}
