import type { UpdateStatus } from '#shared/contract/updates.ts';

/**
 * What the engine needs from the desktop. The host in electron/ implements it, and so does the command line; the engine
 * knows only this port. Every method may reject; the engine turns that into a named failure.
 */
export type Platform = {
  readonly clipboard: ClipboardPort;
  /** Paths come from dialogs that the host opens, never from the window. Null: the person cancelled. */
  readonly files: {
    openFile(request: { title: string; filters: readonly FileFilter[] }): Promise<string | null>;
    openFolder(request: { title: string }): Promise<string | null>;
    saveFile(request: { title: string; suggestedName: string; filters: readonly FileFilter[] }): Promise<string | null>;
  };
  /** Windows on providers' dashboards. Null where this desktop has none, as on the command line. */
  readonly dashboards: DashboardPort | null;
  /** Null where this desktop shows none, as on the command line. */
  readonly notifications: NotificationPort | null;
  /** Null where this Keyrail cannot look for newer versions, as from a checkout and on the command line. */
  readonly updates: UpdatePort | null;
  /** Opens an address in the person's browser: https, or http on this machine. */
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

/** Notifications of the desktop, and the count on the app's icon where there is one. */
export type NotificationPort = {
  /**
   * Shows a notification, and resolves when the desktop has taken it. Where it can offer no actions it leaves them out.
   * @throws where it cannot show one now
   */
  notify(notification: {
    title: string;
    body: string;
    actions: readonly { id: string; label: string }[];
    /** Called with the id of the action that was chosen, or with null where the notification itself was. */
    onChosen: (action: string | null) => void;
  }): Promise<void>;
  /** How many things are due; 0 takes the count away. */
  setCount(count: number): void;
};

/** Newer versions of Keyrail. What goes wrong is in the status; nothing rejects. */
export type UpdatePort = {
  status(): UpdateStatus;
  /** Looks at once where it was allowed and the last look is a day ago; takes back what was found where it was not. */
  allow(allowed: boolean): void;
  check(): Promise<void>;
  download(): Promise<void>;
  /** Ends the app, and installs what was downloaded. */
  install(): void;
  /** Calls back when the status changed; the returned function ends it. */
  onChange(listener: () => void): () => void;
};

/**
 * Windows on providers' pages. Each profile is a browser storage of its own on disk, apart from every other profile and
 * from our own window; `profile` is a connection's id.
 */
export type DashboardPort = {
  /**
   * Opens the page in the profile's window, or brings the open window to the front as it is. Resolves when something answered.
   * @throws for an address that is neither https nor on this machine, and when nothing answers; there is no window then
   */
  open(request: { profile: string; url: string; title: string }): Promise<void>;
  isOpen(profile: string): boolean;
  /**
   * Evaluates a script, one expression without a semicolon, in an isolated world of the page that the window shows: it sees
   * the document, and the page sees nothing of it. Of several windows of the profile, such as one for signing in, it is the
   * one that the person used last. The result is JSON that nobody has checked.
   * @throws where no window is open, the page did not answer within `timeLimitMs`, or the JSON has more than 20 MiB
   */
  evaluate(profile: string, script: string, timeLimitMs: number): Promise<unknown>;
  /** False where it was not open. */
  close(profile: string): Promise<boolean>;
  closeAll(): Promise<void>;
  /** Closes the window and erases the profile from the disk. */
  forget(profile: string): Promise<void>;
  /** Calls back when a window was opened or closed, by whomever; the returned function ends it. */
  onChange(listener: () => void): () => void;
};
