// Measures Keyrail against other programs and prints how it does; `npm run bench` calls it.
//
//   node tests/bench/run.ts [--only NAME,NAME] [--quick]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, root } from '../../scripts/pinned-node.mjs';
import { run } from '../../scripts/processes.mjs';
import { inSession } from '../../scripts/test/session.mjs';
import type { Bench, BenchRow } from './bench-row.ts';
import { tableOf, writeJson } from './report.ts';

/** By name, in the order of the table. Loaded one at a time, so that one which cannot be loaded spares the others. */
const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  get: async () => (await import('./get-key.ts')).getKey,
  run: async () => (await import('./run-command.ts')).runCommand,
  list: async () => (await import('./list-keys.ts')).listKeys,
  start: async () => (await import('./start-up.ts')).startUp,
  electron: async () => (await import('./electron-app.ts')).electronApp,
  filter: async () => (await import('./filter-keys.ts')).filterKeys,
  memory: async () => (await import('./engine-memory.ts')).engineMemory,
  match: async () => (await import('./match-keys.ts')).matchRemoteKeys,
  sync: async () => (await import('./sync-keys.ts')).syncKeys,
  'sync-memory': async () => (await import('./sync-memory.ts')).syncMemory,
  page: async () => (await import('./read-page.ts')).readCapturedPage,
  push: async () => (await import('./push-secrets.ts')).pushSecrets,
  status: async () => (await import('./ci-status.ts')).ciStatus,
  reminders: async () => (await import('./due-reminders.ts')).dueReminders,
  schedule: async () => (await import('./due-reminders.ts')).yearOfReminders,
  idle: async () => (await import('./idle-engine.ts')).idleEngine,
  scan: async () => (await import('./scan-repository.ts')).scanRepositoryBench,
};
const SESSION_PROGRAMS = ['dbus-run-session', 'gnome-keyring-daemon', 'xvfb-run'];
/** Set for the run inside the session: empty, or why there is no keychain. */
const IN_SESSION = 'KEYRAIL_BENCH_SESSION';
const RESULTS = join(root, 'test-output', 'bench.json');

const { names, quick } = parseArguments(process.argv.slice(2));
const inSessionAlready = process.env[IN_SESSION];
process.exitCode = inSessionAlready === undefined ? await runInSession() : await measure(inSessionAlready || null);

/** Runs this file again with a keychain and data directories of its own, and clears up behind it. */
async function runInSession(): Promise<number> {
  // Short: the path of a socket inside it may have 108 bytes at most.
  const folder = mkdtempSync(join(tmpdir(), 'krb-'));
  try {
    const again = [process.execPath, ...process.argv.slice(1)];
    const missing = process.platform === 'linux' ? SESSION_PROGRAMS.filter((program) => !isInstalled(program)) : [];
    const problem = missing.length === 0 ? '' : `it needs a keychain of its own (${missing.join(', ')} not found)`;
    // What a person has set for Keyrail is about their own vault.
    const ours = Object.entries(environment()).filter(([name]) => !name.startsWith('KEYRAIL_'));
    const env = { ...Object.fromEntries(ours), [IN_SESSION]: problem, TMPDIR: folder };
    const session = problem === '' ? inSession(again, folder, env) : { command: again, env };
    const [program = '', ...args] = session.command;
    return await run(program, args, { env: session.env });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function measure(keychainProblem: string | null): Promise<number> {
  const rows: BenchRow[] = [];
  let failed = false;
  for (const name of names) {
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    const progress = (text: string): void => void process.stderr.write(`${name}: ${text} …\n`);
    try {
      const bench = await BENCHES[name]?.();
      if (bench !== undefined) rows.push(...(await bench({ quick, folder, keychainProblem, progress })));
    } catch (error) {
      failed = true;
      process.stderr.write(`${name} failed: ${error instanceof Error ? error.stack : String(error)}\n`);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  if (quick) process.stdout.write('\nQuick: smaller sizes and fewer rounds than the targets are about.\n');
  process.stdout.write(`\n${tableOf(rows)}`);
  writeJson(RESULTS, rows, quick);
  process.stdout.write(`\nEvery sample is in ${RESULTS}\n`);
  return failed ? 1 : 0;
}

function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$1"', 'sh', program], { stdio: 'ignore' }).status === 0;
}

function parseArguments(args: readonly string[]): { names: readonly string[]; quick: boolean } {
  const known = Object.keys(BENCHES);
  const only = args.indexOf('--only');
  const named = only === -1 ? known : (args[only + 1]?.split(',') ?? []);
  const rest = args.filter(
    (word, index) => word !== '--quick' && (only === -1 || (index !== only && index !== only + 1)),
  );
  if (rest.length > 0 || named.length === 0 || named.some((name) => !known.includes(name))) {
    process.stderr.write(`Usage: npm run bench -- [--only ${known.join(',')}] [--quick]\n`);
    process.exit(2);
  }
  return { names: named, quick: args.includes('--quick') };
}
