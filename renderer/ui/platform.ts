/** Whether this is a Mac, where shortcuts are written ⌘K instead of Ctrl+K. */
export function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? '');
}
