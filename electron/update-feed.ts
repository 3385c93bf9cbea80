import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { UpdateInfo } from 'builder-util-runtime';
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import { z } from 'zod';

/** Larger than any feed can honestly be. */
export const MOST_FEED_BYTES = 65_536;

/** The last line: a comment to YAML, so that the file stays one that electron-builder's own tools read. */
const SIGNATURE_LINE = /\n# signature: ([A-Za-z0-9+/]{86}==)\n?$/;

/** What is signed begins with this and the file's name, so that the feed of one system does not pass for another's. */
const CONTEXT = 'keyrail-update-feed-1\n';

/** Names beside the feed and nothing that leads elsewhere; every file with its checksum, which is what makes it ours. */
const feed = z.looseObject({
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,40})?$/),
  files: z
    .array(
      z.looseObject({
        url: z.string().regex(/^[\w][\w.+-]{0,150}$/),
        sha512: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
        size: z.number().int().positive(),
      }),
    )
    .min(1)
    .max(20),
});

/** A feed that cannot be trusted or read; the message is for a person. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';
}

/** @throws TypeError where it is no Ed25519 key, as base64 of its SubjectPublicKeyInfo (RFC 8410) */
export function readFeedKey(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('The key of the update feed is not an Ed25519 key');
  return key;
}

/** The bytes that the signature of a feed is over. scripts/package/sign-feed.mjs makes it. */
export function signedBytes(fileName: string, content: string): Buffer {
  return Buffer.from(`${CONTEXT}${fileName}\n${content}`, 'utf8');
}

/**
 * Reads a feed whose signature is good: `latest*.yml` as electron-builder writes it, and in a last line the Ed25519 signature.
 *
 * @throws FeedRefused
 */
export function readFeed(text: string, fileName: string, address: URL, key: KeyObject): UpdateInfo {
  const found = SIGNATURE_LINE.exec(text);
  if (found === null) throw new FeedRefused('What the update feed answered is not signed. Nothing was changed.');
  const content = text.slice(0, found.index + 1);
  const signature = Buffer.from(found[1] ?? '', 'base64');
  if (!verify(null, signedBytes(fileName, content), key, signature)) {
    throw new FeedRefused('What the update feed answered is not signed by the makers of Keyrail. Nothing was changed.');
  }
  let parsed: unknown;
  try {
    parsed = parseUpdateInfo(content, fileName, address);
  } catch {
    throw new FeedRefused('The update feed cannot be read. Try again later.');
  }
  if (!feed.safeParse(parsed).success) throw new FeedRefused('The update feed cannot be read. Try again later.');
  // Sound: its version and files were just checked, and nothing else of it is used.
  return parsed as UpdateInfo;
}
