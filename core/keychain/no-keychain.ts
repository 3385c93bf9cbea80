import { type Failed, failure } from '#shared/contract/result.ts';
import type { Keychain, KeychainCode } from './keychain.ts';

/** For machines, containers and runs where no keychain is to be asked. */
export class NoKeychain implements Keychain {
  get = (): Promise<Failed<KeychainCode>> => Promise.resolve(absent());
  set = (): Promise<Failed<KeychainCode>> => Promise.resolve(absent());
  delete = (): Promise<Failed<KeychainCode>> => Promise.resolve(absent());
}

function absent(): Failed<KeychainCode> {
  return failure(
    'keychain-unavailable',
    'No keychain is used here. Open the vault with its passphrase or recovery code.',
  );
}
