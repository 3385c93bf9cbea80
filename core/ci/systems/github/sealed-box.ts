/** `crypto_box_seal` with a place's public key (32 bytes), as standard base64. Anybody can seal; only GitHub can open. */
export async function sealedBox(value: Uint8Array, publicKey: Uint8Array): Promise<string> {
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  return Buffer.from(sodium.crypto_box_seal(value, publicKey)).toString('base64');
}
