import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openStore, type Store } from '../store/store.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { abortRotation } from './abort-rotation.ts';
import { dropAnswer, keepAnswer, keptAnswer, prepareSpare } from './kept-answer.ts';

// Made up.
const ANSWER = '{"api_key":"SG.made-up-answer"}';

let bench: RotationBench;
let id: string;
let spare: Buffer;
beforeEach(async () => {
  bench = await RotationBench.make();
  id = bench.start({ keyId: bench.key('NORRIX_API_KEY', 'nrx_made-up-old', 'norrix'), mode: 'planned' });
  spare = bench.store.write(() => prepareSpare(bench.store, id));
});
afterEach(() => bench.dispose());

const files = () => readdirSync(bench.store.session.home).filter((name) => name.startsWith('rotation-'));
const read = (store: Store) => keptAnswer(store, id)?.toString('utf8');
/** Keeps the answer while the vault is locked, and unlocks it again. */
async function keepLocked(): Promise<Store> {
  bench.store.session.lock();
  expect(() => keepAnswer(bench.store, id, ANSWER, spare)).toThrow('The vault was locked');
  expect(files()).toEqual([`rotation-${id}.answer`]);
  const { session } = must(await unlockVault(bench.ci.vault.place, { kind: 'keychain' }));
  return openStore(session, { by: 'window', now: bench.ci.clock.now });
}

it('outlives an abort that is refused because of it', async () => {
  const store = await keepLocked();
  expect(codeOf(abortRotation(store, id))).toBe('conflict');
  expect(read(store)).toBe(ANSWER);
  expect(files()).toEqual([]);
  store.session.lock();
});

it('goes into the file whatever keeps it out of the vault, and that is said', () => {
  const broken: Store = {
    ...bench.store,
    write: () => {
      throw new TypeError('Something nobody thought of');
    },
  };
  expect(() => keepAnswer(broken, id, ANSWER, spare)).toThrow('Something nobody thought of');
  expect(readFileSync(join(bench.store.session.home, `rotation-${id}.answer`)).includes('SG.')).toBe(false);
  expect(read(bench.store)).toBe(ANSWER);
});

it('is found under the name under which it is written, and a piece of it is passed over', async () => {
  const store = await keepLocked();
  const path = join(store.session.home, `rotation-${id}.answer`);
  renameSync(path, `${path}.tmp`);
  writeFileSync(path, readFileSync(`${path}.tmp`).subarray(0, 20));
  expect(read(store)).toBe(ANSWER);
  expect(files()).toEqual([]);
  store.session.lock();
});

it('leaves no file of a process that ended before it was taken away', async () => {
  const store = await keepLocked();
  const path = join(store.session.home, `rotation-${id}.answer`);
  const sealed = readFileSync(path);
  expect(read(store)).toBe(ANSWER);
  writeFileSync(path, sealed);
  expect(read(store)).toBe(ANSWER);
  expect(existsSync(path)).toBe(false);
  store.write(() => dropAnswer(store, id));
  expect(keptAnswer(store, id)).toBeNull();
  store.session.lock();
});
