import { execFileSync } from 'node:child_process';
import { rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { scanRepository } from './scan-repository.ts';
import { TemporaryRepository } from './testing/temporary-repository.ts';

// Each of these kept a scan busy without end, or took memory without end.
let vault: TestVault;
let repository: TemporaryRepository;

beforeAll(async () => {
  vault = await createTestVault();
});
afterAll(() => vault.dispose());
beforeEach(() => {
  repository = new TemporaryRepository();
});
afterEach(() => repository.remove());

async function problemsOf(): Promise<string> {
  const options = { folder: repository.root, projectId: null, placements: [], env: repository.env };
  return must(await scanRepository(vault.store, options))
    .problems.map(({ message }) => message)
    .join('\n');
}

it('a pipe in the place of a file that git opens', async () => {
  for (const file of ['.git/config', '.git/HEAD', '.git/info/exclude']) {
    rmSync(path.join(repository.root, file), { force: true });
    execFileSync('mkfifo', [path.join(repository.root, file)]);
    expect(await problemsOf(), file).toMatch(/git does not open this repository/);
    rmSync(path.join(repository.root, file));
  }
});

it('includes by patterns of many stars', async () => {
  repository.write('.gitlab-ci.yml', `include: "${'**/*a'.repeat(12)}b"\n`);
  repository.write(`${'a/'.repeat(20)}${'a'.repeat(100)}`, '');
  repository.commit();
  expect(await problemsOf()).toBe('');
});

it('YAML of aliases, of brackets and of merges', async () => {
  const aliases = Array.from(
    { length: 40 },
    (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(200)}]`,
  );
  repository.write('.gitlab-ci.yml', `a0: &a0 ['$S']\n${aliases.join('\n')}\njob: { script: *a40 }\n`);
  repository.write('.circleci/config.yml', '['.repeat(200_000));
  repository.commit();
  const problems = await problemsOf();
  expect(problems).toMatch(/refers to itself so often/);
  expect(problems).toMatch(/nested too deeply/);
});

it('a Jenkinsfile at which its parser breaks off', async () => {
  repository.write('Jenkinsfile', 'a<'.repeat(32_768));
  repository.commit();
  expect(await problemsOf()).toMatch(/not read|not Groovy/);
});

it('a huge file without anything in it, and links in a circle', async () => {
  repository.write('.github/workflows/a.yml', '');
  truncateSync(path.join(repository.root, '.github/workflows/a.yml'), 8 * 1_073_741_824);
  expect(await problemsOf()).toMatch(/could not be read|larger than/);
});
