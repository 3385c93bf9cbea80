import { describe, expect, it } from 'vitest';
import type { WrittenPlace } from '#shared/contract/ci-targets.ts';
import { CI_SYSTEMS, type CiSystemId } from '#shared/domain/ci.ts';
import { NETLIFY_DEFAULT_CONTEXT } from '#shared/domain/netlify-contexts.ts';
import { readPlace } from '../../core/ci/read-place.ts';
import { writePlace } from '../../core/ci/write-place.ts';
import { missingInPlace, PLACE_KINDS, placeValues, writtenOf } from '../../renderer/features/ci/place-values.ts';

const PLACES: readonly (readonly [CiSystemId, WrittenPlace])[] = [
  ['github', { text: 'acme/shop', choices: {} }],
  ['github', { text: 'acme/shop', choices: { dependabot: true } }],
  ['github', { text: 'acme/shop', choices: { environment: 'production' } }],
  ['github', { text: 'acme', choices: { org: true, visibility: 'selected' } }],
  ['gitlab', { text: 'acme/app', choices: { scope: 'production', masked: false, protected: true } }],
  ['gitlab', { text: 'acme', choices: { group: true, hidden: true } }],
  ['circleci', { text: 'gh/acme/shop', choices: {} }],
  ['circleci', { text: 'gh/acme', choices: { context: 'deploys' } }],
  ['jenkins', { text: '', choices: {} }],
  ['jenkins', { text: 'team/app', choices: {} }],
  ['bitbucket', { text: 'acme/reports', choices: {} }],
  ['bitbucket', { text: 'acme/reports', choices: { environment: 'Production' } }],
  ['bitbucket', { text: 'acme', choices: {} }],
  ['vercel', { text: 'shop', choices: { team: 'acme', environment: 'production,preview' } }],
  ['vercel', { text: 'shop', choices: { environment: 'preview', branch: 'next' } }],
  ['netlify', { text: 'acme/docs', choices: { scope: 'deploy-preview' } }],
  ['netlify', { text: 'acme', choices: {} }],
];

describe('the fields of a place', () => {
  it.each(PLACES)('%s: what the engine writes comes back as the same place (%o)', (system, written) => {
    const place = readPlace(system, written.text, written.choices);
    if (!place.ok) throw new Error(place.error.message);
    const values = placeValues(system, writePlace(place.value));
    const again = writtenOf(system, values);
    expect(readPlace(system, again.text, again.choices)).toEqual(place);
    expect(missingInPlace(system, values)).toEqual({});
  });

  it('of a new target say what is missing, for every system but Jenkins', () => {
    for (const system of CI_SYSTEMS) {
      const missing = missingInPlace(system, placeValues(system, null));
      expect(Object.keys(missing)).toEqual(system === 'jenkins' ? [] : ['text']);
    }
  });

  it('leave out what means nothing to the kind that was chosen', () => {
    const values = { ...placeValues('github', null), text: 'acme', environment: 'production', dependabot: true };
    expect(writtenOf('github', { ...values, kind: 'organisation' }).choices).toEqual({
      org: true,
      visibility: 'private',
      dependabot: true,
    });
    expect(writtenOf('github', { ...values, kind: 'environment' }).choices).toEqual({ environment: 'production' });
    expect(writtenOf('github', { ...values, kind: 'repository' }).choices).toEqual({ dependabot: true });
  });

  it('mean production for Netlify where the context is left empty, as they say', () => {
    const written = writtenOf('netlify', { ...placeValues('netlify', null), text: 'acme/docs', scope: ' ' });
    const place = readPlace('netlify', written.text, written.choices);
    expect(place).toMatchObject({ ok: true, value: { context: NETLIFY_DEFAULT_CONTEXT } });
  });

  it('have words for each kind', () => {
    for (const system of CI_SYSTEMS)
      expect(new Set(PLACE_KINDS[system].map(({ kind }) => kind)).size).toBe(PLACE_KINDS[system].length);
  });
});
