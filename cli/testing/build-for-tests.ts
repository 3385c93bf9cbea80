import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { cliForTests } from '../../vite.targets.config.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The bundle that `CliSandbox` runs. */
    readonly cliForTests: string;
  }
}

/**
 * Vitest's global set-up: bundles the command line with a cheap passphrase. Its tests are hundreds of processes, each of
 * which starts in a third of the time that it takes from source.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const parent = join(import.meta.dirname, '..', '..', 'test-output');
  mkdirSync(parent, { recursive: true });
  // One for each run: two may go on at once.
  const folder = mkdtempSync(join(parent, 'cli-'));
  await build({ ...cliForTests, logLevel: 'warn', build: { ...cliForTests.build, outDir: folder } });
  project.provide('cliForTests', join(folder, 'keyrail.mjs'));
  return () => rmSync(folder, { recursive: true, force: true });
}
