import { describe, expect, it } from 'vitest';
import type { PreviewedStep } from '#shared/contract/pushes.ts';
import type { CiTargetId, EnvironmentId, KeyId, ProjectId, VersionId } from '#shared/domain/ids.ts';
import { askAgain, needsYes, previewRows, yesId } from './push-preview-rows.ts';

function step(secretName: string, target: string, change: Partial<PreviewedStep> = {}): PreviewedStep {
  return {
    keyId: `key ${secretName}` as KeyId,
    targetId: target as CiTargetId,
    secretName,
    action: 'create',
    versionId: 'version' as VersionId,
    warnings: [],
    notes: [],
    problem: null,
    keyName: secretName,
    projectId: 'project' as ProjectId,
    environmentId: 'environment' as EnvironmentId,
    targetName: target,
    system: 'github',
    ...change,
  };
}

const warned = { warnings: [{ code: 'environment-differs', message: 'It belongs to staging.' }] };

describe('the lines of a preview', () => {
  it('stand by target, with what has to be decided first and what is not touched last', () => {
    const rows = previewRows([
      step('A', 'one', { action: 'same' }),
      step('B', 'two'),
      step('C', 'one', { action: 'replace' }),
      step('D', 'one', { action: 'refused' }),
      step('E', 'one', warned),
    ]);
    expect(rows.map((row) => (row.type === 'target' ? row.name : row.step.secretName))).toEqual([
      'one',
      'E',
      'D',
      'C',
      'A',
      'two',
      'B',
    ]);
    expect(rows[0]).toMatchObject({ summary: '1 to create, 1 to replace, 1 already current, 1 refused' });
    // The place in the preview, which a yes is said to.
    expect(rows.flatMap((row) => (row.type === 'step' ? [row.index] : []))).toEqual([4, 3, 2, 0, 1]);
  });

  it('ask for a yes only where something is written', () => {
    expect(needsYes(step('A', 'one', warned))).toBe(true);
    expect(needsYes(step('A', 'one', { ...warned, action: 'refused' }))).toBe(false);
    expect(needsYes(step('A', 'one'))).toBe(false);
  });
});

describe('asking again', () => {
  const steps = [step('A', 'one'), step('B', 'one', { base64: 'chosen' }), step('C', 'two')];

  it('keeps names, base64 and what was meant to be replaced, and leaves out what is said', () => {
    const asked = {
      of: 'steps' as const,
      steps: steps.map(({ keyId, targetId }, index) => ({ keyId, targetId, named: index === 0 })),
    };
    const wishes = askAgain(steps, asked, (_step, index) =>
      index === 2 ? null : index === 1 ? { secretName: 'X' } : {},
    );
    expect(wishes).toEqual([
      { keyId: 'key A', targetId: 'one', secretName: 'A', named: true },
      { keyId: 'key B', targetId: 'one', secretName: 'X', encoding: 'base64', named: false },
    ]);
  });

  it('holds a yes only for the same secret and the same reasons', () => {
    const before = step('A', 'one', warned);
    expect(yesId(step('A', 'one', warned))).toBe(yesId(before));
    expect(yesId({ ...before, secretName: 'B' })).not.toBe(yesId(before));
    expect(yesId({ ...before, warnings: [...before.warnings, { code: 'production-value', message: 'x' }] })).not.toBe(
      yesId(before),
    );
  });
});
