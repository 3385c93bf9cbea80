/**
 * What the engine needs from the desktop. The host in electron/ implements it, and so does the command line; the engine
 * knows only this port. Every method may reject; the engine turns that into a named failure.
 */
export type Platform = {
  readonly clipboard: ClipboardPort;
  /** Paths come from dialogs that the host opens, never from the window. Null: the person cancelled. */
  readonly files: {
    openFile(request: { title: string; filters: readonly FileFilter[] }): Promise<string | null>;
    saveFile(request: { title: string; suggestedName: string; filters: readonly FileFilter[] }): Promise<string | null>;
  };
  /** Opens an https address in the person's browser. */
  openUrl(url: string): Promise<void>;
  /** Tells the desktop which theme to use, and to remember it for the lock screen. */
  setAppearance(appearance: 'system' | 'light' | 'dark'): void;
  /** Milliseconds since the person last did something on this machine; null where that is not known. */
  idleMs(): number | null;
  /** Calls back when the machine goes to sleep or its screen is locked; the returned function ends it. */
  onAway(listener: (reason: 'suspend' | 'screen-lock') => void): () => void;
};

export type FileFilter = { readonly name: string; readonly extensions: readonly string[] };

export type ClipboardPort = {
  /** False where there is no clipboard to reach; `problem` then says what to install or allow. */
  check(): Promise<{ ok: true; tool: string } | { ok: false; problem: string }>;
  /**
   * Puts text on the clipboard.
   * @param options.secret marks it, where the desktop can, so that clipboard managers leave it out of their history.
   */
  write(text: string, options: { secret: boolean }): Promise<void>;
  /** Empties the clipboard if it still holds `text`. True when it was emptied. */
  clearIfHolds(text: string): Promise<boolean>;
};
