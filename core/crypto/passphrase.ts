import { secretFromText, wipe } from './secret-bytes.ts';

/** Argon2id parameters (RFC 9106), as they stand in a slot. */
export type KdfParameters = {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
};

/** What new slots use, and the bounds between which a slot's parameters are taken. */
export type KdfPolicy = {
  readonly fresh: KdfParameters;
  readonly minimum: KdfParameters;
  readonly maximum: KdfParameters;
};

/**
 * The only policy of the product. 64 MiB and 3 passes with 4 lanes is the second recommended option of RFC 9106. A
 * weaker header was tampered with; one past the maximum would be used to exhaust the machine.
 */
export const STANDARD_KDF: KdfPolicy = {
  fresh: { memoryKiB: 64 * 1024, passes: 3, parallelism: 4 },
  minimum: { memoryKiB: 64 * 1024, passes: 3, parallelism: 1 },
  maximum: { memoryKiB: 2 * 1024 * 1024, passes: 20, parallelism: 16 },
};

export const KDF_SALT_BYTES = 16;
export const PASSPHRASE_MIN_CHARACTERS = 8;

export function kdfAllowed(policy: KdfPolicy, parameters: KdfParameters): boolean {
  return (['memoryKiB', 'passes', 'parallelism'] as const).every(
    (name) =>
      Number.isInteger(parameters[name]) &&
      parameters[name] >= policy.minimum[name] &&
      parameters[name] <= policy.maximum[name],
  );
}

/** Why a new passphrase is too weak, or null. Existing ones are never judged. */
export function weakPassphraseReason(passphrase: string): string | null {
  const characters = [...normalised(passphrase)];
  if (characters.length < PASSPHRASE_MIN_CHARACTERS) {
    return `Choose a passphrase of at least ${PASSPHRASE_MIN_CHARACTERS} characters; several unrelated words are best.`;
  }
  if (new Set(characters).size < 4) return 'Choose a passphrase with more than three different characters.';
  return null;
}

/**
 * 32 bytes from a passphrase: Argon2id, version 0x13. The passphrase is normalised to NFKC first, because keyboards and
 * systems spell the same accented letter differently.
 * @throws RangeError where the parameters are outside the policy; check with {@link kdfAllowed} what was read
 */
export async function keyFromPassphrase(
  passphrase: string,
  salt: Uint8Array,
  parameters: KdfParameters,
  policy: KdfPolicy,
): Promise<Buffer> {
  if (!kdfAllowed(policy, parameters)) throw new RangeError('Argon2id parameters outside the policy');
  if (salt.length !== KDF_SALT_BYTES) throw new RangeError('The salt has 16 bytes');
  // Loaded here: most unlocks are by keychain, and start-up should not pay for it.
  const { hashRaw } = await import('@node-rs/argon2');
  const bytes = secretFromText(normalised(passphrase));
  try {
    return await hashRaw(bytes, {
      algorithm: ARGON2ID,
      version: VERSION_0X13,
      memoryCost: parameters.memoryKiB,
      timeCost: parameters.passes,
      parallelism: parameters.parallelism,
      outputLen: 32,
      salt,
    });
  } finally {
    wipe(bytes);
  }
}

// The package declares these as ambient const enums, which a type-stripping runtime cannot read.
const ARGON2ID = 2;
const VERSION_0X13 = 1;

function normalised(passphrase: string): string {
  return passphrase.normalize('NFKC');
}
