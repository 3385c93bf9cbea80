import { CHEAP_KDF } from '#core/vault/testing/test-place.ts';
import { createContext } from '../context.ts';
import { keyrail } from '../keyrail.ts';

// The command line as it is, but for what a passphrase costs: its vaults open with nothing else, and it opens no other's.
// Assigned and not spread: the folders in it are asked for only when they are needed.
process.exit(await keyrail(Object.assign(createContext(), { kdf: CHEAP_KDF }), process.argv.slice(2)));
