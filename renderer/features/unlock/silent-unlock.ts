/**
 * The keychain opens the vault by itself once, when the app has started; after a lock by a person, by sleep or by idleness
 * it waits to be asked.
 */
let left = true;

/** True the first time only. */
export function takeSilentUnlock(): boolean {
  const first = left;
  left = false;
  return first;
}

/** The vault has been open: from now on nothing unlocks by itself. */
export function forgoSilentUnlock(): void {
  left = false;
}
