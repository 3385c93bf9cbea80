// The part of the lockfile that the shipped command line needs.

/**
 * @typedef {{ version?: string, name?: string, resolved?: string, integrity?: string, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string>, hasInstallScript?: boolean } & Record<string, unknown>} LockedPackage
 * @typedef {{ lockfileVersion: number, packages: Record<string, LockedPackage> }} Lockfile
 */

/** What npm notes of this checkout's own tree, and means nothing elsewhere. */
const OF_THIS_TREE = ['dev', 'optional', 'devOptional', 'peer', 'extraneous'];

/**
 * A shrinkwrap: what `names` need, and what that needs in turn, at the versions and with the checksums of the lockfile. Packages
 * for other machines stay in it, since npm takes the one that fits.
 *
 * @param {Lockfile} lock
 * @param {Readonly<{ name: string, version: string, dependencies: Record<string, string> } & Record<string, unknown>>} manifest
 * @returns {Lockfile & { name: string, version: string, requires: true }}
 * @throws Error where the lockfile has two versions of one, or lacks one, or one has an install script
 */
export function shrinkwrapOf(lock, manifest) {
  /** @type {Record<string, LockedPackage>} */
  const packages = { '': { ...manifest } };
  const optional = new Set();
  /** @type {[name: string, optional: boolean][]} */
  const wanted = Object.keys(manifest.dependencies).map((name) => [name, false]);
  for (let next = wanted.shift(); next !== undefined; next = wanted.shift()) {
    const [name, isOptional] = next;
    const at = `node_modules/${name}`;
    if (packages[at] !== undefined) {
      if (!isOptional) optional.delete(at);
      continue;
    }
    const locked = lock.packages[at];
    if (locked === undefined) throw new Error(`The lockfile has no ${name}`);
    if (locked.hasInstallScript === true) throw new Error(`${name} runs a script when it is installed`);
    const nested = Object.keys(lock.packages).find((other) => other.startsWith(`${at}/`));
    if (nested !== undefined) throw new Error(`The lockfile has ${nested}, which a shrinkwrap of ours would lose`);
    packages[at] = Object.fromEntries(Object.entries(locked).filter(([field]) => !OF_THIS_TREE.includes(field)));
    if (isOptional) optional.add(at);
    for (const each of Object.keys(locked.dependencies ?? {})) wanted.push([each, isOptional]);
    for (const each of Object.keys(locked.optionalDependencies ?? {})) wanted.push([each, true]);
  }
  for (const at of optional) packages[at] = { ...packages[at], optional: true };
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  const { name, version } = manifest;
  return { name, version, lockfileVersion: lock.lockfileVersion, requires: true, packages: sorted };
}
