import { expect, test } from 'vitest';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { progressWords, standingOf, statusWords, strategyWords } from './rotation-words.ts';
import { mainActionOf } from './step-actions.ts';

/** A rotation that waits at one step, as far as the words need it. */
function at(step: Partial<RotationStep>, status: Rotation['status'] = 'waiting'): Rotation {
  const next = {
    position: 0,
    kind: 'end',
    title: 'Revoke the old key',
    automatic: true,
    state: 'waiting',
    needs: null,
  };
  return { status, step: 0, steps: [{ ...next, error: null, ...step }] } as unknown as Rotation;
}

test('what is about to end something is a danger, named by the step', () => {
  expect(mainActionOf(at({ needs: 'yes' }))).toEqual({
    does: 'say',
    label: 'Revoke the old key',
    also: null,
    danger: true,
  });
  expect(mainActionOf(at({ needs: 'yes', kind: 'place' }))).toMatchObject({ label: 'Yes, go on', danger: false });
});

test('places are looked at again; what only a person knows is said', () => {
  expect(mainActionOf(at({ needs: 'done', kind: 'place' }))).toMatchObject({ does: 'retry', also: 'say' });
  expect(mainActionOf(at({ needs: 'done', kind: 'confirm' }))).toMatchObject({ does: 'say', also: 'retry' });
  expect(mainActionOf(at({ needs: 'done', kind: 'end', automatic: false }))).toMatchObject({
    label: 'It is ended',
    also: null,
  });
});

test('where an API would not make a key, a person gives the value, or it is tried again', () => {
  expect(mainActionOf(at({ needs: 'value', kind: 'create' }))).toMatchObject({ does: 'give-value', also: 'retry' });
  const byPerson = at({ needs: 'value', kind: 'create', automatic: false });
  expect(mainActionOf(byPerson)).toMatchObject({ does: 'give-value', also: null });
});

test('what failed is tried again, and what only stopped is gone on with', () => {
  expect(mainActionOf(at({ state: 'failed' }))?.label).toBe('Try again');
  expect(mainActionOf(at({ error: { code: 'provider-limited', message: '' } }))?.label).toBe('Try again');
  expect(mainActionOf(at({}))?.label).toBe('Go on');
  expect(mainActionOf(at({}, 'running'))).toBeNull();
  expect(mainActionOf({ ...at({}, 'done'), step: null })).toBeNull();
});

test('a rotation says in a few words where it stands', () => {
  expect(statusWords(at({ needs: 'yes' }))).toBe('Needs you: Revoke the old key');
  expect(statusWords(at({ state: 'failed' }))).toBe('Failed: Revoke the old key');
  expect(statusWords(at({}))).toBe('To be gone on with: Revoke the old key');
  expect(statusWords(at({}, 'running'))).toBe('Revoke the old key…');
  expect(standingOf(at({ needs: 'value' }))).toBe('needs-you');
  expect(standingOf(at({ state: 'failed' }))).toBe('failed');
  expect(standingOf(at({}))).toBe('can-go-on');
});

test('an API that makes a key beside the old one ends nothing by that', () => {
  expect(strategyWords({ strategy: 'automatic', steps: [{ kind: 'create' }] }).title).toBe('By itself');
  expect(strategyWords({ strategy: 'automatic', steps: [{ kind: 'regenerate' }] }).text).toContain(
    'ends at that moment',
  );
});

test('a campaign counts only what there is', () => {
  const progress = { total: 9, done: 2, aborted: 1, running: 0, needPerson: 4, canGoOn: 2 };
  expect(progressWords({ progress })).toBe('2 of 9 done, 4 need you, 2 to be gone on with, 1 aborted');
});
