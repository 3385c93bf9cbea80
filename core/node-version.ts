/** Below this the SQLite module crashes instead of failing. */
const OLDEST_NODE = 22;

/**
 * @throws Error on a Node too old for the engine
 * @param version as in `process.versions.node`
 */
export function requireNodeVersion(version: string): void {
  const major = Number.parseInt(version, 10);
  if (major >= OLDEST_NODE) return;
  throw new Error(
    `Keyrail's engine needs Node ${OLDEST_NODE} or newer; this is Node ${version}. Start it with bin/keyrail or npm start, which bring their own.`,
  );
}

// On import, so that a module that imports this one first is not reached by the SQLite module.
requireNodeVersion(process.versions.node);
