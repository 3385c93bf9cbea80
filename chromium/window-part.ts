import type * as Electron from 'electron';
import type { PageDocument } from './page-link.ts';
import type { Runtime } from './runtime.ts';
import type { WebContents } from './web-contents.ts';

export interface WindowEvents {
  emit(name: string, ...args: unknown[]): boolean;
}

export type WindowState = 'normal' | 'minimized' | 'maximized' | 'fullscreen';

/** What BrowserWindow and WebContents stand on: a window of the app's own pages, or one on the web. */
export interface WindowPart {
  readonly id: number;
  readonly runtime: Runtime;
  readonly session: unknown;
  readonly contents: WebContents;
  readonly destroyed: boolean;
  readonly loading: boolean;
  readonly focused: boolean;
  readonly state: WindowState;
  readonly url: string;
  readonly title: string;
  readonly bounds: Electron.Rectangle;
  /** The document that the preload speaks for; null where there is none. */
  readonly document: PageDocument | null;
  visible: boolean;
  loadURL(url: string): Promise<void>;
  reload(): void;
  focus(): void;
  setWindow(change: { state: WindowState } | { bounds: Electron.Rectangle }): void;
  setTitle(title: string): void;
  /** False when the host refused. */
  close(): boolean;
  destroy(): void;
  send(channel: string, args: unknown[]): void;
  /** The value of a script in an isolated world of the page, as JSON can carry it. */
  evaluateIsolated(world: number, code: string): Promise<unknown>;
}
