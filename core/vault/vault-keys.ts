import { derivePurposeKey, PURPOSES, type Purpose } from '../crypto/hkdf.ts';
import { wipe } from '../crypto/secret-bytes.ts';
import { VaultError } from './vault-error.ts';

/** The vault key and the purpose keys under it, until {@link VaultKeys.wipe}. Takes over the buffer that it is given. */
export class VaultKeys {
  readonly vaultId: string;
  readonly #vaultKey: Buffer;
  readonly #purposeKeys: ReadonlyMap<Purpose, Buffer>;
  #wiped = false;

  constructor(vaultId: string, vaultKey: Buffer) {
    this.vaultId = vaultId;
    this.#vaultKey = vaultKey;
    this.#purposeKeys = new Map(PURPOSES.map((purpose) => [purpose, derivePurposeKey(vaultKey, vaultId, purpose)]));
  }

  /** @throws VaultError `vault-locked` once wiped */
  get vaultKey(): Buffer {
    this.#requireKept();
    return this.#vaultKey;
  }

  /** @throws VaultError `vault-locked` once wiped */
  for(purpose: Purpose): Buffer {
    this.#requireKept();
    const key = this.#purposeKeys.get(purpose);
    if (key === undefined) throw new RangeError('There is a key for every purpose');
    return key;
  }

  /** Keys that are wiped on their own. */
  copy(): VaultKeys {
    const vaultKey = Buffer.alloc(this.vaultKey.length);
    vaultKey.set(this.vaultKey);
    return new VaultKeys(this.vaultId, vaultKey);
  }

  wipe(): void {
    this.#wiped = true;
    wipe(this.#vaultKey, ...this.#purposeKeys.values());
  }

  #requireKept(): void {
    if (this.#wiped) throw new VaultError('vault-locked', 'The vault is locked. Unlock it and try again.');
  }
}
