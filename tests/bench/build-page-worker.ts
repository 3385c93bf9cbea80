import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../scripts/pinned-node.mjs';
import { chromiumRuntime } from '../../vite.targets.config.ts';

/** Bundles page-worker.ts like the runtime's own entry; returns the bundle's path. It stays in the repository, where it finds its packages. */
export async function buildPageWorker(): Promise<string> {
  const outDir = join(root, 'test-output', 'bench', 'page-worker');
  const ssr = join(import.meta.dirname, 'page-worker.ts');
  await build({ ...chromiumRuntime, logLevel: 'warn', build: { ...chromiumRuntime.build, ssr, outDir } });
  return join(outDir, 'run.mjs');
}
