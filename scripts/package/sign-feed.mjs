// Signs an update feed: node scripts/package/sign-feed.mjs FILE … with the private key (PEM, Ed25519) in KEYRAIL_UPDATE_PRIVATE_KEY.
// electron/update-feed.ts says what is signed, and checks it.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/**
 * @param {string} content of a `latest*.yml`
 * @param {string} fileName
 * @param {string} privateKey PEM
 * @returns {string} the same with its signature as the last line; one that it had is replaced
 */
export function signFeed(content, fileName, privateKey) {
  const key = createPrivateKey(privateKey);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key is not an Ed25519 key.');
  const bare = `${content.replace(/\n# signature: .*\n?$/, '').trimEnd()}\n`;
  const signature = sign(null, Buffer.from(`keyrail-update-feed-1\n${fileName}\n${bare}`, 'utf8'), key);
  return `${bare}# signature: ${signature.toString('base64')}\n`;
}

/**
 * @param {string} privateKey PEM
 * @returns {string} what KEYRAIL_UPDATE_KEY is for builds that trust this key
 */
export function publicKeyOf(privateKey) {
  return createPublicKey(createPrivateKey(privateKey)).export({ format: 'der', type: 'spki' }).toString('base64');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const privateKey = process.env['KEYRAIL_UPDATE_PRIVATE_KEY'];
  if (!privateKey) {
    process.stderr.write(
      'KEYRAIL_UPDATE_PRIVATE_KEY is not set: the feeds stay unsigned, and no Keyrail will take them.\n',
    );
    process.exit(1);
  }
  for (const file of process.argv.slice(2)) {
    writeFileSync(file, signFeed(readFileSync(file, 'utf8'), path.basename(file), privateKey));
    process.stdout.write(`${path.basename(file)} is signed.\n`);
  }
}
