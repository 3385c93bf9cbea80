import sodium from 'libsodium-wrappers';

export interface GitHubSecret {
  readonly name: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** What was sent: a sealed box in base64. */
  box: string;
  /** Of an organisation's only. */
  visibility: 'all' | 'private' | 'selected' | null;
  selectedRepositories: readonly number[];
}

/** The secrets of one repository, environment or organisation, of one family, with the key that opens them. */
export class SecretStore {
  readonly secrets = new Map<string, GitHubSecret>();
  /** How many secrets fit. */
  readonly most: number;
  readonly #seed: number;
  #number = 0;
  #keyId = '';
  #pair: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** Of every key there has been: an old box is opened by an old key. */
  readonly #pairs: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array }[] = [];

  /** Libsodium has to be ready. `seed` keeps the key ids of stores apart. */
  constructor(seed: number, most: number) {
    this.#seed = seed;
    this.most = most;
    this.#pair = this.rotateKey();
  }

  get keyId(): string {
    return this.#keyId;
  }

  get publicKey(): string {
    return Buffer.from(this.#pair.publicKey).toString('base64');
  }

  /** From GitHub's side: what is sealed with the key of before is refused from now on. */
  rotateKey(): { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array } {
    this.#number += 1;
    this.#keyId = `5682501672425${String(this.#seed).padStart(3, '0')}${String(this.#number).padStart(3, '0')}`;
    this.#pair = sodium.crypto_box_keypair();
    this.#pairs.push(this.#pair);
    return this.#pair;
  }

  /** What GitHub would give a workflow, by a name in whatever case; null where there is no such secret. */
  opened(name: string): string | null {
    const secret = this.secrets.get(name.toUpperCase());
    if (secret === undefined) return null;
    const box = Buffer.from(secret.box, 'base64');
    for (const { publicKey, privateKey } of this.#pairs) {
      try {
        return Buffer.from(sodium.crypto_box_seal_open(box, publicKey, privateKey)).toString('utf8');
      } catch {
        // Sealed with another of the keys.
      }
    }
    throw new Error(`No key of this store opens ${name}.`);
  }

  /** Whether the box opens with the key of now: GitHub does not say whether it looks. */
  isSealedForNow(box: string): boolean {
    try {
      sodium.crypto_box_seal_open(Buffer.from(box, 'base64'), this.#pair.publicKey, this.#pair.privateKey);
      return true;
    } catch {
      return false;
    }
  }

  /** From GitHub's side, as somebody with a browser does it. */
  set(name: string, value: string, atMs: number, options: Partial<GitHubSecret> = {}): GitHubSecret {
    const known = this.secrets.get(name.toUpperCase());
    const secret: GitHubSecret = {
      name: name.toUpperCase(),
      createdAtMs: known?.createdAtMs ?? atMs,
      visibility: known?.visibility ?? null,
      selectedRepositories: known?.selectedRepositories ?? [],
      ...options,
      updatedAtMs: atMs,
      box: Buffer.from(sodium.crypto_box_seal(value, this.#pair.publicKey)).toString('base64'),
    };
    this.secrets.set(secret.name, secret);
    return secret;
  }
}
