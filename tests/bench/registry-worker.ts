// An npm registry with many tokens that takes its time over each answer, in a process of its own: what it computes and keeps
// is none of ours. Says over the channel to its parent where it is, and ends with it.
//
//   registry-worker.ts TOKENS DELAY_MS
import { startNpmRegistry } from '../simulators/providers/npm.ts';
import { tokenOf } from './made-up-tokens.ts';

const [tokens = '', delayMs = ''] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const registry = await startNpmRegistry();
const used = Date.now() - 3 * DAY_MS;
// One is there already: the one that a client lists with.
for (let index = 0; index < Number(tokens) - 1; index += 1) {
  registry.state.add(`release of package ${index}`, {
    value: tokenOf(index),
    description: `Made up, number ${index}`,
    accessed: new Date(used - (index % 90) * DAY_MS).toISOString(),
  });
}
if (Number(delayMs) > 0) registry.faults.add({ kind: 'slow', delayMs: Number(delayMs) });
process.once('disconnect', () => process.exit());
process.send?.({ url: registry.url, token: registry.state.ownToken.value });
