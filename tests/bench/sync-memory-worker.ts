// Opens a vault, syncs everything that a registry lists, and prints the most memory that this process had until then.
//
//   node sync-memory-worker.ts HOME URL TOKEN
import { SystemKeychain } from '#core/keychain/system-keychain.ts';
import { runSync } from '#core/sync/run-sync.ts';
import { unlockBenchVault } from './bench-vault.ts';
import { addTokenConnection } from './made-up-tokens.ts';

const [home = '', url = '', token = ''] = process.argv.slice(2);
const { store, close } = await unlockBenchVault(home, new SystemKeychain());
const synced = await runSync(store, addTokenConnection(store, { url, token }));
if (!synced.ok) throw new Error(synced.error.message);
const { status, seen, error } = synced.value.outcome;
if (status !== 'done') throw new Error(error?.message);
// In KiB, whatever the system; what is given back meanwhile counts as well.
const mostBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ mostBytes, seen }));
close();
