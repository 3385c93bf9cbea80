// How electron-builder is called.

/**
 * @param {import('./options.mjs').PackageOptions} options
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} extra
 * @returns {string[]}
 */
export function packageArguments({ electronDist, output }, env, extra) {
  return [
    ...['--config', 'electron-builder.yml', '--publish', 'never', `-c.directories.output=${output}`],
    ...(electronDist === null ? [] : [`-c.electronDist=${electronDist}`]),
    ...updateArguments(env),
    ...extra,
  ];
}

/**
 * Where this build looks for newer versions, and whose signature it trusts there. A build without both looks nowhere.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 * @throws Error where one is given without the other
 */
function updateArguments({ KEYRAIL_UPDATE_FEED: feed = '', KEYRAIL_UPDATE_KEY: publicKey = '' }) {
  if (feed === '' && publicKey === '') return [];
  if (feed === '' || publicKey === '') {
    throw new Error('KEYRAIL_UPDATE_FEED and KEYRAIL_UPDATE_KEY are given together or not at all.');
  }
  return [
    // Has electron-builder write the feed, latest*.yml; nothing is published by it.
    ...['-c.publish.provider=generic', `-c.publish.url=${feed}`],
    `-c.extraMetadata.updates.feed=${feed}`,
    `-c.extraMetadata.updates.publicKey=${publicKey}`,
  ];
}
