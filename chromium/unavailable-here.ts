/**
 * What a browser cannot do. Constructors and methods of Electron that have no counterpart on this runtime throw it, so
 * that a host can tell "not on this runtime" (`error.code`) from a bug.
 */
export class UnavailableHere extends Error {
  readonly code = 'unavailable-here';

  constructor(what: string) {
    super(`${what} is not available when the app runs in an installed browser instead of Electron.`);
    this.name = 'UnavailableHere';
  }
}
