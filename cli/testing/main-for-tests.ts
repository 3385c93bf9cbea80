import { CHEAP_KDF } from '#core/vault/testing/test-place.ts';
import { createContext } from '../context.ts';
import { keyrail } from '../keyrail.ts';

// The command line as it is, but for what a passphrase costs: its vaults open with nothing else, and it opens no other's.
process.exit(await keyrail({ ...createContext(), kdf: CHEAP_KDF }, process.argv.slice(2)));
