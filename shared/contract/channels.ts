/** Apart from the schemas, since the sandboxed preload needs these names and must stay small. */

/** The IPC channel of one procedure. */
export function channelOf(group: string, name: string): string {
  return `keyrail:${group}.${name}`;
}

/** The IPC channel on which a window receives `EngineEvent`s. */
export const EVENT_CHANNEL = 'keyrail:event';
