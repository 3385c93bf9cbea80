import { expect, test } from 'vitest';
import type { KeyId, VersionId } from '#shared/domain/ids.ts';
import type { FoundValue, RepositoryScan, UsedSecret } from '#shared/domain/repository-scan.ts';
import {
  folderName,
  howFound,
  leaksOf,
  placeWords,
  secretCounts,
  sortSecrets,
  usesByFile,
  whereUsed,
} from './scan-words.ts';

const secret = (name: string, state: UsedSecret['state']): UsedSecret => ({
  system: 'github',
  name,
  environment: null,
  family: 'actions',
  contexts: [],
  certainty: 'certain',
  uses: [],
  state,
  key: null,
  keys: [],
  placementIds: [],
});
const value = (name: string, change: Partial<FoundValue>): FoundValue => ({
  keyId: name as KeyId,
  versionId: name as VersionId,
  name,
  project: 'shop',
  environment: 'staging',
  version: 1,
  versionState: 'current',
  form: 'plain',
  harmless: false,
  file: 'a.env',
  lines: [],
  inFiles: true,
  commit: null,
  ...change,
});

test('what the vault lacks comes first, and the counts say the same', () => {
  const secrets = [secret('B', 'placed'), secret('C', 'missing'), secret('A', 'missing'), secret('D', 'not-placed')];
  expect(sortSecrets(secrets).map(({ name }) => name)).toEqual(['A', 'C', 'D', 'B']);
  expect(secretCounts(secrets)).toBe('4 secrets: 2 not in the vault, 1 not placed, 1 placed');
  expect(secretCounts([])).toBe('No CI file uses a secret');
});

test('lines of one file are one line, each number once', () => {
  const uses = [
    { file: 'a.yml', line: 3, job: 'build' },
    { file: 'b.yml', line: 1, job: null },
    { file: 'a.yml', line: 9, job: 'build' },
    { file: 'a.yml', line: 3, job: 'test' },
  ];
  expect(usesByFile(uses)).toEqual([
    { file: 'a.yml', lines: '3, 9', jobs: 'build, test' },
    { file: 'b.yml', lines: '1', jobs: '' },
  ]);
});

test('a valid value in a file is the worst leak, a publishable one is none', () => {
  const values = [
    value('retired', { versionState: 'retired' }),
    value('public', { harmless: true }),
    value('in history', { inFiles: false }),
    value('in a file', {}),
    value('previous', { versionState: 'previous' }),
  ];
  const scan = { values } as unknown as RepositoryScan;
  expect(leaksOf(scan).map(({ name }) => name)).toEqual(['in a file', 'in history', 'previous', 'retired']);
});

test('where and how is said in words', () => {
  expect(howFound(value('a', { inFiles: false, form: 'base64' }))).toBe('only in the history, in base64');
  expect(howFound(value('a', { file: null }))).toBe('in a commit message');
  expect(whereUsed({ environment: 'production', contexts: ['a', 'b'], family: null })).toBe(
    'production, contexts a, b',
  );
  expect(folderName('C:\\code\\shop\\')).toBe('shop');
  expect(folderName('/')).toBe('/');
  expect(
    placeWords({
      system: 'github',
      owner: 'acme',
      repository: 'web',
      environment: 'live',
      family: 'actions',
      visibility: null,
    }),
  ).toBe('acme/web, environment live');
});
