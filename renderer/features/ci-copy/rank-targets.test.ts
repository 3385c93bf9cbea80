import { expect, test } from 'vitest';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { CiTargetId, EnvironmentId, KeyId, PlacementId, ProjectId } from '#shared/domain/ids.ts';
import { rankTargets } from './rank-targets.ts';

const key = { id: 'key' as KeyId, projectId: 'shop' as ProjectId, environmentId: 'staging' as EnvironmentId };

function target(name: string, projectId: string | null = null, environmentId: string | null = null): CiTargetState {
  return {
    target: {
      id: name as CiTargetId,
      name,
      place: { system: 'jenkins', folder: '' },
      placeText: '',
      baseUrl: null,
      hasToken: false,
      projectId: projectId as ProjectId | null,
      environmentId: environmentId as EnvironmentId | null,
      checkedAt: null,
      error: null,
      placementCount: 0,
    },
    written: { text: '', choices: {} },
    states: {},
    looking: false,
    settingsPage: { url: '', path: [] },
  };
}

function placement(
  targetId: string,
  state: NamedPlacement['state'],
  { placedAt = 0, keyId = 'key' }: { placedAt?: number; keyId?: string } = {},
): NamedPlacement {
  return {
    id: `${targetId} ${keyId}` as PlacementId,
    keyId: keyId as KeyId,
    targetId: targetId as CiTargetId,
    secretName: 'KEY',
    state,
    placedVersionId: null,
    placedVersion: null,
    currentVersion: null,
    placedAt,
    how: 'copy',
    remoteUpdatedAt: null,
    seenAt: null,
    detail: '',
    keyName: 'KEY',
    projectId: key.projectId,
    environmentId: key.environmentId,
    targetName: targetId,
    system: 'jenkins',
    placeText: '',
  };
}

const order = (targets: readonly CiTargetState[], placements: readonly NamedPlacement[]) =>
  rankTargets(targets, placements, key).map(({ state, fit }) => `${state.target.name}: ${fit}`);

test('what is behind comes before what is marked, and what is marked for another environment last', () => {
  const targets = [
    target('a-other', 'shop', 'production'),
    target('b-open'),
    target('c-project', 'shop'),
    target('d-environment', 'shop', 'staging'),
    target('e-behind', 'shop', 'production'),
    target('f-foreign', 'blog'),
  ];
  expect(order(targets, [placement('e-behind', 'behind')])).toEqual([
    'e-behind: behind',
    'd-environment: environment',
    'c-project: project',
    'b-open: open',
    'a-other: elsewhere',
    'f-foreign: elsewhere',
  ]);
});

test('a target without the key comes before one that has it, and among those the last used one', () => {
  const targets = [target('has it'), target('never used'), target('used long ago'), target('used lately')];
  const placements = [
    placement('has it', 'current', { placedAt: 90 }),
    placement('used long ago', 'current', { placedAt: 10, keyId: 'another' }),
    placement('used lately', 'behind', { placedAt: 80, keyId: 'another' }),
  ];
  expect(order(targets, placements)).toEqual([
    'used lately: open',
    'used long ago: open',
    'never used: open',
    'has it: open',
  ]);
});

test('of several copies in one target the one that needs the value stands for it', () => {
  const [ranked] = rankTargets([target('web')], [placement('web', 'current'), placement('web', 'missing')], key);
  expect(ranked).toMatchObject({ fit: 'behind', placement: { state: 'missing' } });
});
