import { describe, expect, it } from 'vitest';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { destination, hintOfName, isMismatch } from './target.ts';

describe('environment hints', () => {
  it('reads the usual names', () => {
    expect(hintOfName('production')).toBe('production');
    expect(hintOfName('Live EU')).toBe('production');
    expect(hintOfName('preview')).toBe('staging');
    expect(hintOfName('local')).toBe('development');
    expect(hintOfName('ci')).toBeNull();
  });

  it('warns across the border of production only', () => {
    expect(isMismatch('development', 'production')).toBe(true);
    expect(isMismatch('production', 'development')).toBe(true);
    expect(isMismatch('staging', 'development')).toBe(false);
    expect(isMismatch('ci', 'production')).toBe(false);
    expect(isMismatch('production', null)).toBe(false);
  });
});

describe('where what is added goes', () => {
  const environment = (id: string, isProtected = false) => ({ id, name: id, protected: isProtected }) as Environment;
  const project = (id: string, environments: readonly Environment[], archivedAt: number | null = null) =>
    ({ id, name: id, archivedAt, environments }) as Project;
  const shop = project('shop', [environment('shop-prod', true), environment('shop-dev'), environment('shop-qa')]);
  const jobs = project('jobs', [environment('jobs-prod', true)]);
  const docs = project('docs', []);
  const old = project('old', [environment('old-dev')], 1);
  const all = [shop, jobs, docs, old];
  const from = (projectId: string | null, environmentId: string | null = null) =>
    ({ projectId, environmentId }) as Parameters<typeof destination>[1];

  it.each([
    ['the project on the screen, not the first', from('jobs'), undefined, 'jobs', 'jobs-prod'],
    ['the environment of the focused column', from('shop', 'shop-qa'), undefined, 'shop', 'shop-qa'],
    ['a protected one that has the focus', from('shop', 'shop-prod'), undefined, 'shop', 'shop-prod'],
    ['the first unprotected one where no column has the focus', from('shop'), undefined, 'shop', 'shop-dev'],
    ['no column of another project', from('jobs', 'shop-qa'), undefined, 'jobs', 'jobs-prod'],
    [
      'the cell that was pointed at, whatever is on the screen',
      from('jobs', 'jobs-prod'),
      'shop-qa',
      'shop',
      'shop-qa',
    ],
    ['where the person is when what was pointed at is gone', from('shop', 'shop-qa'), 'gone', 'shop', 'shop-qa'],
    ['the archived project that is on the screen', from('old'), undefined, 'old', 'old-dev'],
    ['a project without environments, and none of another', from('docs', 'shop-qa'), undefined, 'docs', ''],
    ['the first live project where none was visited', from(null), undefined, 'shop', 'shop-dev'],
  ])('is %s', (_, where, pointedAt, projectId, environmentId) => {
    expect(destination(all, where, pointedAt as EnvironmentId | undefined)).toEqual({ projectId, environmentId });
  });

  it('is the first live project, and nowhere without any', () => {
    expect(destination([old, jobs], from(null)).projectId).toBe('jobs');
    expect(destination([], from('shop'))).toEqual({ projectId: '', environmentId: '' });
  });
});
