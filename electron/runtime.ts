/** Which of the two runtimes this host runs on: Electron says so itself, the other runs on plain Node. */
export const RUNTIME: 'electron' | 'chromium' = process.versions['electron'] === undefined ? 'chromium' : 'electron';

/** True for what the Chromium runtime throws where a browser has no counterpart (a tray, a global shortcut, …). */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnavailableHere';
}

/** Asks the desktop for something that only one of the runtimes may have; undefined where it is absent. */
export function orAbsent<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    if (isUnavailable(error)) return undefined;
    throw error;
  }
}
