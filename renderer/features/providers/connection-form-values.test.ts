import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import { blankConnection } from '../../../tests/renderer/demo-connections.ts';
import {
  type ConnectionValues,
  errorsOf,
  initialValues,
  missingIn,
  requestOf,
  scheduleOptions,
} from './connection-form-values.ts';

const definitions = path.join(import.meta.dirname, '../../../core/providers/definitions');
const definitionOf = (id: string): ProviderDefinition =>
  JSON.parse(readFileSync(path.join(definitions, `${id}.json`), 'utf8')) as ProviderDefinition;
const project = 'project' as ProjectId;
const staging = 'staging' as EnvironmentId;
const production = 'production' as EnvironmentId;

function fresh(id: string, change: Partial<ConnectionValues> = {}): ConnectionValues {
  return { ...initialValues(definitionOf(id), null), ...change };
}

test('the way is the one that the definition prefers', () => {
  expect(fresh('github').way).toBe('api');
  // Its API exists, and lists less than its page.
  expect(fresh('hugging-face').way).toBe('dashboard');
  expect(fresh('norrix').way).toBe('dashboard');
});

test('what was left empty is taken away, but for the name, which the engine finds', () => {
  expect(requestOf(fresh('github', { parameters: { org: '  ', owner: ' acme ' } }))).toEqual({
    baseUrl: null,
    dashboardUrl: null,
    plan: null,
    parameters: { owner: 'acme' },
    projectId: null,
    environments: [],
    syncEveryMs: null,
    way: 'api',
  });
});

test('environments are mapped with the default among them, and lines without a name are left out', () => {
  const mapped = [
    { row: 0, remote: ' stage ', environmentId: staging },
    { row: 1, remote: '', environmentId: production },
  ];
  const values = fresh('norrix', { projectId: project, mapped, otherwise: production });
  expect(requestOf(values).environments).toEqual([
    { remote: 'stage', environmentId: staging },
    { remote: '', environmentId: production },
  ]);
  expect(requestOf({ ...values, projectId: '' }).environments).toEqual([]);
});

test('a form over a connection sends what it is, and only an API has a schedule', () => {
  const blank = blankConnection('github', 'GitHub acme');
  const before = {
    ...blank,
    way: 'api' as const,
    connection: {
      ...blank.connection,
      projectId: project,
      environments: [
        { remote: 'stage', environmentId: staging },
        { remote: '', environmentId: production },
      ],
      syncEveryMs: 3_600_000,
    },
  };
  const values = initialValues(definitionOf('github'), before);
  const request = requestOf(values);
  expect(request).toMatchObject({
    name: 'GitHub acme',
    projectId: project,
    environments: before.connection.environments,
    syncEveryMs: 3_600_000,
  });
  expect(requestOf({ ...values, way: 'dashboard' }).syncEveryMs).toBeNull();
  expect(missingIn({ ...values, name: ' ' }, definitionOf('github'), before)).toHaveProperty('name');
});

test('what an API cannot do without is asked for at its field', () => {
  expect(missingIn(fresh('datadog'), definitionOf('datadog'), null)).toHaveProperty('baseUrl');
  expect(missingIn(fresh('supabase'), definitionOf('supabase'), null)).toHaveProperty(['parameter.ref']);
  expect(missingIn(fresh('supabase', { way: 'dashboard' }), definitionOf('supabase'), null)).toEqual({});
  const halfMapped = fresh('norrix', { mapped: [{ row: 4, remote: 'stage', environmentId: '' }] });
  expect(missingIn(halfMapped, definitionOf('norrix'), null)).toHaveProperty(['mapped.4']);
});

test('a refusal stands at the field that it is about', () => {
  const values = fresh('github', { dashboardUrl: 'nowhere' });
  const at = (code: string, detail?: Record<string, string>) =>
    Object.keys(errorsOf({ code, message: 'No.', ...(detail === undefined ? {} : { detail }) }, values))[0];
  expect(at('name-taken')).toBe('name');
  expect(at('address-invalid')).toBe('dashboardUrl');
  expect(at('address-invalid', { field: 'baseUrl' })).toBe('baseUrl');
  expect(at('value-invalid', { parameter: 'org' })).toBe('parameter.org');
  expect(at('value-invalid', { field: 'plan' })).toBe('plan');
  expect(at('duration-invalid')).toBe('syncEvery');
  expect(at('disk-full')).toBe('form');
});

test('a schedule that was set elsewhere stays on offer', () => {
  expect(scheduleOptions('').map(({ value }) => value)).toEqual(['off', '3600000', '21600000', '86400000']);
  expect(scheduleOptions('600000').at(-1)).toEqual({ value: '600000', label: 'Every 10 min' });
});
