import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A registry on 127.0.0.1, and the token that lists. */
export type Registry = { readonly url: string; readonly token: string; readonly close: () => void };

/** Starts a registry that holds that many tokens and waits that long before each answer. */
export async function startRegistry(tokens: number, delayMs: number): Promise<Registry> {
  const child = fork(join(import.meta.dirname, 'registry-worker.ts'), [String(tokens), String(delayMs)]);
  const [place] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The registry could not be started'))),
  ])) as [{ url: string; token: string }];
  return { ...place, close: () => child.disconnect() };
}
