/** A raw format of the desktop's clipboard, in the type syntax of Electron's clipboard (since Electron 44). */
function rawFormat(name: string): string {
  return `electron application/osclipboard;format="${name}"`;
}

/** A Windows DWORD of 0, which means "no". */
const DWORD_ZERO = Uint8Array.of(0, 0, 0, 0);

/**
 * Formats that, put on the clipboard together with a secret, ask its keepers to leave it out of their histories.
 *
 * Windows: "Cloud Clipboard and Clipboard History Formats" (learn.microsoft.com/windows/win32/dataxchg/clipboard-formats);
 * the first takes any data, the next two a DWORD. `Clipboard Viewer Ignore` is the older agreement of third-party tools.
 * macOS: nspasteboard.org. What it does not cover is Universal Clipboard, which may hand the text to the person's other Macs
 * and phones: AppKit's current-host-only option cannot be reached from Electron.
 * Linux: Klipper's hint, which other managers honour as well.
 * All of these are requests. What does not depend on anybody's manners is that the clipboard is cleared again.
 */
export function secretMarkers(platform: NodeJS.Platform): Readonly<Record<string, Uint8Array<ArrayBuffer>>> {
  switch (platform) {
    case 'win32':
      return {
        [rawFormat('ExcludeClipboardContentFromMonitorProcessing')]: DWORD_ZERO,
        [rawFormat('CanIncludeInClipboardHistory')]: DWORD_ZERO,
        [rawFormat('CanUploadToCloudClipboard')]: DWORD_ZERO,
        [rawFormat('Clipboard Viewer Ignore')]: DWORD_ZERO,
      };
    case 'darwin':
      return { [rawFormat('org.nspasteboard.ConcealedType')]: Uint8Array.of(1) };
    default:
      return { [rawFormat('x-kde-passwordManagerHint')]: new TextEncoder().encode('secret') };
  }
}
