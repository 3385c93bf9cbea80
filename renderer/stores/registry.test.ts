import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { KeyId } from '#shared/domain/ids.ts';
import { demoCi } from '../../tests/renderer/demo-ci.ts';
import { demoConnections } from '../../tests/renderer/demo-connections.ts';
import { demoVault } from '../../tests/renderer/demo-data.ts';
import { createFakeEngine } from '../../tests/renderer/fake-engine.ts';
import { engine } from '../engine/client.ts';
import { loadAllKeys, useAllKeys } from './all-keys.ts';
import { useAppearanceStore } from './appearance.ts';
import { loadBoard, selectKeys, setBoardFilter, useBoard } from './board.ts';
import { loadCi, useCi } from './ci.ts';
import { showCi } from './ci-view.ts';
import { loadConnections, useConnections } from './connections.ts';
import { loadInboxCount } from './inbox-count.ts';
import { useInboxView } from './inbox-view.ts';
import { showKey, useNavigation } from './navigation.ts';
import { loadPasted, usePasted } from './pasted.ts';
import { rememberPlace } from './places.ts';
import { loadProjects, useProjects } from './projects.ts';
import { showProviders } from './providers-view.ts';
import { featureStore, filledStores, storeNames } from './registry.ts';
import { lockVault, refreshSession, useSession } from './session.ts';
import { useTimelineView } from './timeline-view.ts';

const root = path.join(import.meta.dirname, '..');

function openWindow(): void {
  const vault = demoVault(Date.now());
  const keyrail = createFakeEngine({
    vault,
    connections: demoConnections(vault, Date.now()),
    ci: demoCi(vault, Date.now()),
  });
  Object.defineProperty(globalThis, 'window', { value: { keyrail }, configurable: true });
}

async function fillEverything(): Promise<void> {
  await refreshSession();
  await loadProjects();
  await loadInboxCount();
  useInboxView.setState({ show: 'snoozed', environment: 'staging' });
  const { projectId } = useNavigation.getState();
  if (projectId === null) throw new Error('The demo has a project.');
  await loadBoard(projectId);
  await loadAllKeys();
  await loadConnections();
  const state = useConnections.getState().connections?.[0];
  if (state === undefined) throw new Error('The demo has a connection.');
  showProviders({ at: 'connection', connectionId: state.connection.id });
  await loadCi();
  const target = useCi.getState().targets?.[0]?.target;
  if (target === undefined) throw new Error('The demo has a CI target.');
  showCi({ at: 'target', targetId: target.id });
  useTimelineView.setState({ filter: 'norrix' });
  setBoardFilter('norrix');
  useAllKeys.setState({ filter: 'secret' });
  useAppearanceStore.setState({ density: 'compact' });
  const key = useBoard.getState().keys?.[0];
  if (key === undefined) throw new Error('The demo has keys.');
  rememberPlace(projectId, { row: 3, column: 1 });
  await engine().pasted.keep({ text: 'made-up value', form: '{}', label: 'Add a key' });
  await loadPasted();
  showKey(key.id);
  selectKeys(new Set<KeyId>([key.id]));
}

test('locking empties every store, and only the status of the vault is known afterwards', async () => {
  openWindow();
  await fillEverything();
  const filled = filledStores();
  for (const name of [
    'session',
    'navigation',
    'projects',
    'board',
    'all-keys',
    'inbox-count',
    'inbox-view',
    'appearance',
    'connections',
    'providers-view',
    'ci',
    'ci-view',
    'timeline-view',
    'places',
    'pasted',
  ]) {
    expect(filled).toContain(name);
  }

  await lockVault();

  expect(filledStores()).toEqual(['session']);
  expect(useSession.getState().status?.state).toBe('locked');
});

test('an answer from before the lock is not stored after it', async () => {
  openWindow();
  await fillEverything();
  const { projectId } = useNavigation.getState();
  if (projectId === null) throw new Error('The demo has a project.');
  const late = [loadProjects(), loadBoard(projectId), loadAllKeys(), loadInboxCount(), loadConnections(), loadCi()];

  await lockVault();
  await Promise.all(late);

  expect(useProjects.getState().projects).toBeNull();
  expect(useBoard.getState().keys).toBeNull();
  expect(useAllKeys.getState().table).toBeNull();
  expect(useConnections.getState().connections).toBeNull();
  expect(useCi.getState().targets).toBeNull();
  expect(filledStores()).toEqual(['session']);
});

test('no store has ever held a value', async () => {
  openWindow();
  await fillEverything();
  const { keys } = useBoard.getState();
  const keyId = keys?.find(({ prefix }) => prefix !== '')?.id;
  if (keyId === undefined) throw new Error('The demo has a key with a prefix.');
  const revealed = await engine().keys.reveal({ keyId });
  if (!revealed.ok) throw new Error('The demo reveals it.');
  const everything = JSON.stringify([
    useBoard.getState(),
    useAllKeys.getState(),
    useProjects.getState(),
    useNavigation.getState(),
    useConnections.getState(),
    useCi.getState(),
    usePasted.getState(),
  ]);
  expect(everything).not.toContain('made-up value');
  expect(everything).not.toContain(revealed.value.text);
});

test('every zustand store of the window is made by the registry', () => {
  const makers = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .filter((file) => /from 'zustand/.test(readFileSync(path.join(root, file), 'utf8')))
    .map((file) => file.replaceAll(path.sep, '/'));
  expect(makers.sort()).toEqual(['stores/registry.ts']);
});

test('two stores cannot share a name', () => {
  expect(storeNames()).toContain('board');
  expect(() => featureStore('board', () => ({}))).toThrow('two stores');
});
