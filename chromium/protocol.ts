import type * as Electron from 'electron';
import type { Runtime, SchemeHandler } from './runtime.ts';

/** Electron's `protocol`, with its order: schemes are registered once and before the app is ready, handled after. */
export function createProtocol(runtime: Runtime) {
  let registered = false;
  const requireReady = (): void =>
    runtime.requireReady("The 'protocol' module can't be used before the app 'ready' event");
  return {
    registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]): void => {
      runtime.requireNotReady('protocol.registerSchemesAsPrivileged should be called before app is ready');
      if (registered) throw new Error('protocol.registerSchemesAsPrivileged can be called only once.');
      registered = true;
      for (const { scheme, privileges } of schemes) {
        if (!/^[a-z][a-z0-9+-]*$/.test(scheme))
          throw new Error(`The scheme ${scheme} cannot be part of a host name here.`);
        if (privileges?.standard !== true || privileges.secure !== true) {
          throw new Error(
            `The scheme ${scheme} must be standard and secure: it is shown as a secure origin of its own.`,
          );
        }
        runtime.schemes.add(scheme);
      }
    },
    handle: (scheme: string, handler: SchemeHandler): void => {
      requireReady();
      if (!runtime.schemes.has(scheme)) throw new Error(`The scheme ${scheme} has not been registered as privileged.`);
      if (runtime.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
      runtime.handlers.set(scheme, handler);
    },
    unhandle: (scheme: string): void => {
      requireReady();
      if (!runtime.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
    },
    isProtocolHandled: (scheme: string): boolean => runtime.handlers.has(scheme),
  };
}
