import type { Runtime } from './runtime.ts';

type Handler = (event: never, ...args: never[]) => unknown;

/** Electron's `ipcMain`. Arguments and results are copied with the meaning of structured clone. */
export function createIpcMain(runtime: Runtime) {
  const { invokeHandlers } = runtime;
  const add = (channel: string, handler: Handler): void => {
    if (typeof handler !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    if (invokeHandlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    invokeHandlers.set(channel, handler as (event: unknown, ...args: unknown[]) => unknown);
  };
  return Object.assign(runtime.ipcMain, {
    handle: add,
    handleOnce: (channel: string, handler: Handler): void =>
      add(channel, ((...args: never[]) => {
        invokeHandlers.delete(channel);
        return (handler as (...all: never[]) => unknown)(...args);
      }) as Handler),
    removeHandler: (channel: string): void => {
      invokeHandlers.delete(channel);
    },
  });
}
