import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CiBench } from '../../tests/fixtures/ci-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { addTarget, editTarget } from '../ci/targets.ts';
import { addConnection, editConnection } from '../connections/connections.ts';
import { setCredential } from '../connections/credential.ts';
import { createEnvironment, editEnvironment, reorderEnvironments } from '../projects/environments.ts';
import { archiveProject, renameProject, reorderProjects } from '../projects/projects.ts';
import { planRotation } from '../reminders/planned-rotations.ts';
import { setPolicy } from '../reminders/policy-rows.ts';
import { listActivity } from './activity-log.ts';
import { readSettings, updateSettings } from './settings-store.ts';
import { latestChange } from './undo-journal.ts';

let bench: CiBench;
beforeEach(async () => {
  bench = await CiBench.make();
});
afterEach(() => bench.dispose());

const PLACE = {
  system: 'github',
  owner: 'acme',
  repository: 'web',
  environment: null,
  family: 'actions',
  visibility: null,
} as const;

/** What the activity says of the last act, and what could be taken back. */
function said(): { entries: number; detail: string | undefined; undo: string | undefined } {
  const { entries } = listActivity(bench.store, { limit: 200 });
  return { entries: entries.length, detail: entries[0]?.detail, undo: latestChange(bench.store)?.undoId };
}

/** Does something that is so already: nothing may be said of it, and nothing be there to take back. */
function changesNothing(act: () => Parameters<typeof must>[0]): void {
  const before = said();
  must(act());
  expect(said()).toEqual(before);
}

describe('the activity says of an edit what differs, and nothing where nothing does', () => {
  it('of a connection', () => {
    const { store, vault } = bench;
    const way = { name: 'Main', syncEveryMs: 3_600_000, projectId: vault.project } as const;
    const { connectionId } = must(addConnection(store, { provider: 'gitlab', ...way }));
    changesNothing(() => editConnection(store, connectionId, way));
    changesNothing(() => setCredential(store, connectionId, null));
    must(editConnection(store, connectionId, { ...way, syncEveryMs: 7_200_000 }));
    expect(said().detail).toBe('sync interval');
    must(editConnection(store, connectionId, { ...way, name: 'Second', syncEveryMs: null }));
    expect(said().detail).toBe('renamed from Main, sync interval');
  });

  it('of a CI target, whatever the order of a place’s fields', () => {
    const { store, ci, vault } = bench;
    const { targetId } = must(addTarget(store, ci.system, { place: PLACE, name: 'web', projectId: vault.project }));
    const { system, ...rest } = PLACE;
    changesNothing(() => editTarget(store, ci.system, targetId, { name: 'web', place: { ...rest, system } }));
    changesNothing(() => editTarget(store, ci.system, targetId, { projectId: vault.project, token: null }));
    must(editTarget(store, ci.system, targetId, { name: 'web', token: { token: 'made-up-token' } }));
    expect(said().detail).toBe('new token');
    must(editTarget(store, ci.system, targetId, { environmentId: vault.environment.staging, token: null }));
    expect(said().detail).toBe('environment, token taken away');
  });

  it('of projects and environments', () => {
    const { store, vault } = bench;
    const { project, environment } = vault;
    const { name } = store.sql('SELECT name FROM projects WHERE id = ?').get(project) as { name: string };
    changesNothing(() => renameProject(store, project, name));
    changesNothing(() => archiveProject(store, project, false));
    changesNothing(() => reorderProjects(store, [project]));
    changesNothing(() => editEnvironment(store, environment.staging, { name: 'staging', protected: false }));
    changesNothing(() => reorderEnvironments(store, project, Object.values(environment)));
    must(editEnvironment(store, environment.staging, { name: 'staging', colour: 7, protected: false }));
    expect(said().detail).toBe('new colour');
    must(archiveProject(store, project, true));
    vault.clock.advanceDays(1);
    changesNothing(() => archiveProject(store, project, true));
    expect(codeOf(createEnvironment(store, { projectId: project, name: 'staging' }))).toBe('name-taken');
  });

  it('of settings', () => {
    const { store } = bench;
    const before = said().entries;
    updateSettings(store, readSettings(store));
    expect(said().entries).toBe(before);
    updateSettings(store, { ...readSettings(store), clearClipboardAfterMs: 45_000 });
    expect(said().detail).toBe('clearClipboardAfterMs');
  });

  it('of policies and planned rotations', () => {
    const { store, vault } = bench;
    const scope = { of: 'environment', environmentId: vault.environment.staging } as never;
    changesNothing(() => setPolicy(store, scope, {}));
    must(setPolicy(store, scope, { rotateEvery: 'P90D', daysOff: [6, 7] }));
    expect(said().detail).toBe('rotateEvery, daysOff');
    changesNothing(() => setPolicy(store, scope, { daysOff: [6, 7], rotateEvery: 'P90D' }));
    must(setPolicy(store, scope, { rotateEvery: 'P90D', daysOff: [7] }));
    expect(said().detail).toBe('daysOff');
    must(setPolicy(store, scope, {}));
    expect(said().detail).toBe('inherited');
    const keyId = bench.key('PLANNED_KEY', 'made-up-planned-value');
    changesNothing(() => planRotation(store, keyId, null));
    const at = vault.clock.at + 86_400_000;
    must(planRotation(store, keyId, at));
    changesNothing(() => planRotation(store, keyId, at));
  });
});
