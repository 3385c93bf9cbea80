import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { Runtime } from './runtime.ts';
import { UnavailableHere } from './unavailable-here.ts';

/**
 * Electron's `screen`. A browser does not tell about displays before it has a window, so a host that places its window
 * finds them absent, as it has to be ready for.
 */
export function createScreen(runtime: Runtime) {
  const absent = (what: string): never => {
    runtime.requireReady("The 'screen' module can't be used before the app 'ready' event");
    throw new UnavailableHere(`screen.${what}`);
  };
  return Object.assign(new EventEmitter(), {
    getPrimaryDisplay: (): Electron.Display => absent('getPrimaryDisplay'),
    getAllDisplays: (): Electron.Display[] => absent('getAllDisplays'),
    getDisplayMatching: (_rectangle: Electron.Rectangle): Electron.Display => absent('getDisplayMatching'),
  });
}
