import { parseArgs } from 'node:util';
import { CI_DEMOS } from './ci/demos.ts';
import { DEMOS } from './demo.ts';

/** Starts every simulator, says where it is and how to get in, and waits for Ctrl-C. Everything in it is made up. */
const { values, positionals } = parseArgs({ options: { port: { type: 'string' } }, allowPositionals: true });
const firstPort = values.port === undefined ? null : Number(values.port);
const wanted = Object.entries({ ...DEMOS, ...CI_DEMOS }).filter(
  ([id]) => positionals.length === 0 || positionals.includes(id),
);

const demos = await Promise.all(
  wanted.map(async ([id, start], index) => ({
    id,
    ...(await start(firstPort === null ? {} : { port: firstPort + index })),
  })),
);
for (const { id, simulator, path, access, commands = [] } of demos) {
  process.stdout.write(`${id}\n  ${simulator.url}${path}\n`);
  for (const [name, value] of Object.entries(access)) process.stdout.write(`  ${name}: ${value}\n`);
  for (const command of commands) process.stdout.write(`  ${command}\n`);
}
process.stdout.write('\nNothing here is real. Press Ctrl-C to stop.\n');

async function stop(): Promise<void> {
  await Promise.all(demos.map(({ simulator }) => simulator.close()));
  process.exit(0);
}
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
