import { spawn } from 'node:child_process';
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ClipboardPort } from '#core/platform.ts';

/** A program of the system that sets and reads the clipboard. Values go to it on standard input only. */
export type ClipboardTool = {
  readonly name: string;
  readonly write: readonly string[];
  readonly read: readonly string[];
  readonly clear: readonly string[];
};

/** How long a clipboard program may take. */
const ANSWER_WITHIN_MS = 5_000;
const MAX_CLIPBOARD_BYTES = 4_194_304;

const WAYLAND: readonly ClipboardTool[] = [
  { name: 'wl-copy', write: ['wl-copy'], read: ['wl-paste', '--no-newline'], clear: ['wl-copy', '--clear'] },
];
const X11: readonly ClipboardTool[] = [
  {
    name: 'xclip',
    write: ['xclip', '-selection', 'clipboard', '-in'],
    read: ['xclip', '-selection', 'clipboard', '-out'],
    clear: ['xclip', '-selection', 'clipboard', '-in'],
  },
  {
    name: 'xsel',
    write: ['xsel', '--clipboard', '--input'],
    read: ['xsel', '--clipboard', '--output'],
    clear: ['xsel', '--clipboard', '--clear'],
  },
];
const MACOS: readonly ClipboardTool[] = [{ name: 'pbcopy', write: ['pbcopy'], read: ['pbpaste'], clear: ['pbcopy'] }];

/** PowerShell reads UTF-8 from standard input here; clip.exe would take the text for another encoding. */
const POWERSHELL = ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command'];
const UTF8 = '[Console]::InputEncoding=[Console]::OutputEncoding=[Text.UTF8Encoding]::new($false);';
const WINDOWS: readonly ClipboardTool[] = [
  {
    name: 'powershell.exe',
    write: [...POWERSHELL, `${UTF8} Set-Clipboard -Value ([Console]::In.ReadToEnd())`],
    read: [...POWERSHELL, `${UTF8} [Console]::Out.Write((Get-Clipboard -Raw))`],
    clear: [...POWERSHELL, 'Set-Clipboard -Value $null'],
  },
];

/** The first clipboard program of this session that is installed, or null. */
export function findClipboard(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): ClipboardTool | null {
  return candidates(env, platform).find(({ write: [program = ''] }) => isInstalled(program, env)) ?? null;
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly ClipboardTool[] {
  if (platform === 'darwin') return MACOS;
  if (platform === 'win32') return WINDOWS;
  const wayland = (env['WAYLAND_DISPLAY'] ?? '') === '' ? [] : WAYLAND;
  const x11 = (env['DISPLAY'] ?? '') === '' ? [] : X11;
  // A Linux inside Windows has Windows's clipboard.
  const outer = (env['WSL_DISTRO_NAME'] ?? '') === '' ? [] : WINDOWS;
  return [...wayland, ...x11, ...outer];
}

function isInstalled(program: string, env: NodeJS.ProcessEnv): boolean {
  // Windows has its own always, and marks no file as executable.
  if (process.platform === 'win32') return true;
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** False where the program could not do it. */
export async function writeClipboard(tool: ClipboardTool, value: Uint8Array): Promise<boolean> {
  return (await runTool(tool.write, value, false)) !== null;
}

export async function clearClipboard(tool: ClipboardTool): Promise<boolean> {
  return (await runTool(tool.clear, new Uint8Array(), false)) !== null;
}

/** The engine's port to the clipboard, for what it asks of the command line. */
export function clipboardPort(tool: ClipboardTool | null): ClipboardPort {
  return {
    check: async () => (tool === null ? { ok: false, problem: missingClipboard() } : { ok: true, tool: tool.name }),
    write: async (text) => {
      if (tool === null || !(await writeClipboard(tool, Buffer.from(text, 'utf8'))))
        throw new Error('The clipboard refused');
    },
    clearIfHolds: async (text) => {
      if (tool === null || !(await clipboardHolds(clearOrder(tool, Buffer.from(text, 'utf8'), 0)))) return false;
      return clearClipboard(tool);
    },
  };
}

/** What to do where no clipboard can be reached. */
export function missingClipboard(): string {
  return process.platform === 'linux'
    ? 'On Wayland install wl-clipboard, on X11 xclip or xsel, and run this in a desktop session.'
    : 'Run this in a desktop session.';
}

/** What a helper process needs to clear the clipboard: it recognises the value by a keyed hash and never has it. */
export type ClearOrder = {
  readonly tool: ClipboardTool;
  readonly afterMs: number;
  readonly key: string;
  readonly hash: string;
  /** Names this copy; a later one has written another name into the file, and a time of its own. */
  readonly copy: { readonly file: string; readonly id: string } | null;
};

/** Which copy of the command line was the last one. A random name, nothing of what was copied. */
const LAST_COPY_FILE = 'clipboard-copy';

/**
 * Starts a process of our own that outlives this one and clears the clipboard, unless something else was copied
 * meanwhile, or the same once more: then the time starts anew. It gets its order on standard input.
 * @param home the data directory
 */
export async function clearLater(
  tool: ClipboardTool,
  value: Uint8Array,
  { afterMs, home }: { readonly afterMs: number; readonly home: string },
): Promise<void> {
  const order = { ...clearOrder(tool, value, afterMs), copy: noteCopy(join(home, LAST_COPY_FILE)) };
  const script = process.argv[1] ?? '';
  const child = spawn(process.execPath, [script, '__clear-clipboard'], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.stdin.end(JSON.stringify(order), resolve);
  });
  child.unref();
}

function noteCopy(file: string): ClearOrder['copy'] {
  const id = randomUUID();
  try {
    writeFileSync(file, id, { mode: 0o600 });
    return { file, id };
  } catch {
    // A full disk: then an earlier copy's time counts for this one as well.
    return null;
  }
}

/** Whether the same command line copied something later, and so clears it later. */
export function wasCopiedLater({ copy }: ClearOrder): boolean {
  if (copy === null) return false;
  try {
    return readFileSync(copy.file, 'utf8') !== copy.id;
  } catch {
    return false;
  }
}

function clearOrder(tool: ClipboardTool, value: Uint8Array, afterMs: number): ClearOrder {
  const key = randomBytes(32);
  return { tool, afterMs, key: key.toString('base64'), hash: hashOf(key, value).toString('base64'), copy: null };
}

/** Whether the clipboard still holds the value of an order. */
export async function clipboardHolds({ tool, key, hash }: ClearOrder): Promise<boolean> {
  const held = await runTool(tool.read, new Uint8Array(), true);
  if (held === null) return false;
  const wanted = Buffer.from(hash, 'base64');
  return [held, withoutLineEnd(held)].some((bytes) => {
    const found = hashOf(Buffer.from(key, 'base64'), bytes);
    return found.length === wanted.length && timingSafeEqual(found, wanted);
  });
}

function hashOf(key: Uint8Array, value: Uint8Array): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/** Some programs add a line end to what they print. */
function withoutLineEnd(bytes: Buffer): Buffer {
  if (bytes.at(-1) !== 0x0a) return bytes;
  return bytes.subarray(0, bytes.at(-2) === 0x0d ? -2 : -1);
}

/** What a program printed, or null where it failed or took too long. */
async function runTool(command: readonly string[], input: Uint8Array, wantsOutput: boolean): Promise<Buffer | null> {
  const [program = '', ...programArguments] = command;
  return new Promise((resolve) => {
    // Without a pipe for its output where none is wanted: xclip stays in the background and would keep that open.
    const child = spawn(program, programArguments, {
      windowsHide: true,
      stdio: ['pipe', wantsOutput ? 'pipe' : 'ignore', 'ignore'],
    });
    const timer = setTimeout(() => child.kill(), ANSWER_WITHIN_MS);
    const chunks: Buffer[] = [];
    let total = 0;
    child.stdout?.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total <= MAX_CLIPBOARD_BYTES) chunks.push(chunk);
      else child.kill();
    });
    child.once('error', () => {
      clearTimeout(timer);
      resolve(null);
    });
    child.once(wantsOutput ? 'close' : 'exit', (status) => {
      clearTimeout(timer);
      resolve(status === 0 ? Buffer.concat(chunks) : null);
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
