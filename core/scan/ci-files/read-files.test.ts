import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBitbucketPipelines } from './bitbucket-pipelines.ts';
import { readCircleciConfig } from './circleci-config.ts';
import type { FoundUse } from './found-use.ts';
import { readGithubFile, withoutHandedOver } from './github-workflows.ts';
import { gitlabUses, readGitlabFile } from './gitlab-pipelines.ts';
import { wasmFile } from './groovy-parser.ts';
import { readJenkinsfile } from './jenkinsfile.ts';

const fixture = (name: string): string => readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
/** `LINE NAME [environment] (job)`. */
const told = (uses: readonly FoundUse[]): string[] =>
  uses
    .map(({ name, line, job, environment }) => `${line} ${name} [${environment ?? ''}] (${job ?? ''})`)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1));

describe('GitHub workflows', () => {
  const file = readGithubFile(fixture('github-release.yml'));

  it('are read with the line of each secret and the environment of its job', () => {
    expect(told(file.uses)).toEqual([
      '6 SENTRY_DSN [] ()',
      '10 GATE [] (build)',
      '18 IN_A_SCRIPT_COMMENT [] (build)',
      '19 NPM_TOKEN [] (build)',
      '20 FORMATTED [] (build)',
      '26 DEPLOY_KEY [production] (deploy)',
      '35 CALLED_TOKEN [] (call)',
    ]);
  });

  it('tell where they use secrets without naming them', () => {
    expect(file.unread).toEqual([
      'it uses secrets without naming them',
      'it hands all secrets to a workflow of another repository',
    ]);
    expect(file.problems.map(({ line }) => line)).toEqual([30, 31, 41]);
  });

  it('that others call are counted by what the callers hand over', () => {
    const called = readGithubFile(`on:
  workflow_call:
    secrets:
      token: { required: true }
jobs:
  a:
    steps: [{ run: "\${{ secrets.TOKEN }} \${{ secrets.UNDECLARED }}" }]
`);
    const files = new Map([
      ['.github/workflows/release.yml', file],
      ['.github/workflows/called.yml', called],
      ['.github/workflows/inherits.yml', called],
    ]);
    const counted = withoutHandedOver(files);
    expect(counted.get('.github/workflows/called.yml')?.uses.map(({ name }) => name)).toEqual(['UNDECLARED']);
    expect(counted.get('.github/workflows/inherits.yml')?.uses.map(({ name }) => name)).toEqual([
      'TOKEN',
      'UNDECLARED',
    ]);
  });

  it('include composite actions', () => {
    const action = readGithubFile(`runs:\n  using: composite\n  steps:\n    - run: x \${{ secrets.FROM_AN_ACTION }}\n`);
    expect(told(action.uses)).toEqual(['4 FROM_AN_ACTION [] ()']);
  });
});

describe('GitLab pipelines', () => {
  const file = readGitlabFile(fixture('gitlab-ci.yml'));

  it('are read with what they use and do not define, in the environment of the job that runs it', () => {
    const uses = gitlabUses(new Map([['.gitlab-ci.yml', file]])).get('.gitlab-ci.yml')?.uses ?? [];
    expect([...new Set(told(uses))]).toEqual([
      '12 REGISTRY_PASSWORD [] ()',
      '12 REGISTRY_USER [] ()',
      '15 FROM_SETTINGS [] ()',
      '24 DEPLOY_TOKEN [] (anchored)',
      '24 DEPLOY_TOKEN [production] (.deploy)',
      '24 DEPLOY_TOKEN [staging] (.deploy)',
      '41 AFTER_TOKEN [] (anchored)',
      '43 GATE_FLAG [] (anchored)',
    ]);
  });

  it('say which files they include, and what cannot be read', () => {
    expect(file.includes).toEqual(['ci/build.yml', 'ci/more/*.yml']);
    expect(file.problems.map(({ line }) => line)).toEqual([8]);
  });

  it('take what an included file defines for defined', () => {
    const included = readGitlabFile('variables: { DEPLOY_TOKEN: x }\n');
    const files = gitlabUses(
      new Map([
        ['.gitlab-ci.yml', file],
        ['ci/build.yml', included],
      ]),
    );
    expect(files.get('.gitlab-ci.yml')?.uses.some(({ name }) => name === 'DEPLOY_TOKEN')).toBe(false);
  });
});

describe('CircleCI', () => {
  it('is read with the contexts that its workflows give each job', () => {
    const { uses } = readCircleciConfig(fixture('circleci-config.yml'));
    expect(told(uses)).toEqual([
      '9 DOCKER_USER [] ()',
      '10 DOCKER_PASSWORD [] ()',
      '18 PUBLISH_TOKEN [] ()',
      '28 DEPLOY_TOKEN [] (deploy)',
      '34 API_TOKEN [] (deploy)',
      '38 OTHER_TOKEN [] (other)',
    ]);
    const contexts = new Map(uses.map((use) => [use.name, use.contexts]));
    expect(contexts.get('API_TOKEN')).toEqual(['production-secrets', 'shared', 'nightly']);
    expect(contexts.get('OTHER_TOKEN')).toEqual([]);
  });
});

describe('Bitbucket pipelines', () => {
  it('are read with the deployment of each step', () => {
    const { uses } = readBitbucketPipelines(fixture('bitbucket-pipelines.yml'));
    expect([...new Set(told(uses))]).toEqual([
      '3 DOCKER_HUB_USERNAME [] ()',
      '9 DB_PASSWORD [] ()',
      '16 AWS_SECRET_ACCESS_KEY [] (Deploy)',
      '16 AWS_SECRET_ACCESS_KEY [production] (Deploy)',
      '21 NPM_TOKEN [] ()',
      '30 AFTER [staging] (Smoke)',
      '30 SMOKE_TOKEN [staging] (Smoke)',
    ]);
  });
});

describe('Jenkinsfiles', () => {
  it('are read where they are declarative', async () => {
    const { uses, problems, unread } = await readJenkinsfile(fixture('Jenkinsfile.declarative'));
    expect(told(uses)).toEqual([
      '4 preset-id [] ()',
      '7 aws-creds [] ()',
      '14 npm-token [] (Publish)',
      '15 registry [] (Publish)',
      '16 kubeconfig [] (Publish)',
      '22 git-key [] (Publish)',
      '23 deploy-key [] (Publish)',
      '23 second-key [] (Publish)',
    ]);
    expect(uses.find(({ name }) => name === 'registry')?.aliases).toEqual(['REG_USER', 'REG_PASS']);
    expect(uses.find(({ name }) => name === 'aws-creds')?.aliases).toEqual(['AWS']);
    expect(problems.map(({ line }) => line)).toEqual([8, 25]);
    expect(unread).toEqual(['it computes ids of credentials']);
  });

  it('are read where they are scripted', async () => {
    const { uses, problems } = await readJenkinsfile(fixture('Jenkinsfile.scripted'));
    expect(told(uses)).toEqual(['2 old-style [] ()', '8 scm [] (Build)', '9 registry-creds [] (Build)']);
    expect(problems).toEqual([]);
  });

  it('are read around what is broken', async () => {
    const source = `pipeline { environment { A = credentials('before') }\n  ]]] %% oops\n  x { B = credentials('after') }\n`;
    const { uses, problems } = await readJenkinsfile(source);
    expect(uses.map(({ name }) => name)).toContain('before');
    expect(problems).toMatchObject([{ line: expect.any(Number) }]);
  });

  it('need files that are looked for beside a bundle, beside its chunks, and in the packages', () => {
    expect(wasmFile('tree-sitter-groovy.wasm')).toMatch(/node_modules.tree-sitter-groovy.tree-sitter-groovy\.wasm$/);
    expect(readFileSync(wasmFile('web-tree-sitter.wasm')).subarray(0, 4)).toEqual(Buffer.from('\0asm'));
  });
});

describe('hostile files', () => {
  const bomb = [
    "a0: &a0 ['$SECRET_TOKEN']",
    ...Array.from({ length: 40 }, (_, index) => `a${index + 1}: &a${index + 1} [${`*a${index},`.repeat(20)}]`),
  ].join('\n');
  const files: readonly (readonly [string, string])[] = [
    ['aliases of aliases', `${bomb}\njob: { script: *a40 }\njobs: *a40\npipelines: *a40\n`],
    ['an alias of itself', 'jobs: &a\n  b: *a\n  script: *a\nx: *nowhere\n'],
    ['merges of themselves', 'jobs: &a\n  <<: *a\n  b: &b { <<: *b }\n'],
    ['deep nesting', '['.repeat(100_000)],
    ['deep mappings', 'a: {'.repeat(50_000)],
    ['deep lists', '- '.repeat(100_000)],
    ['no text', Buffer.from([0, 255, 254, 1, 2, 3]).toString('latin1')],
    ['nothing', ''],
    ['a list', '- 1\n- 2\n'],
    [
      'wrong types',
      'on: [1]\njobs: x\nworkflows: [1, {a: 2}]\npipelines: 3\ninclude: {local: {a: 1}}\nenvironment: [1]\n',
    ],
    ['endless quotes', `job: { script: "${'\\"'.repeat(10_000)}${"'".repeat(9_999)}\${" }`],
    ['keys that are no names', '{ __proto__: { jobs: 1 }, ? [a] : 1, jobs: { __proto__: { steps: [$X] } } }\n'],
  ];

  it.each(files)('end soon and do no harm: %s', async (_, source) => {
    const startedAt = performance.now();
    const read = [readGithubFile(source), readCircleciConfig(source), readBitbucketPipelines(source)];
    const gitlab = readGitlabFile(source);
    const jenkins = await readJenkinsfile(source);
    expect([...read, jenkins].every(({ uses }) => uses.length < 250_000)).toBe(true);
    expect(gitlab.uses.length).toBeLessThan(250_000);
    // Minutes where something grows without bound; generous for a busy machine.
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it.each([
    ['a: [1, 2\nb: 3\n', 2],
    ['jobs:\n  a:\n\t- x\n', 3],
    ['a: b: c\n', 1],
  ])('are told of with the line where they are broken: %j', (source, line) => {
    expect(readGithubFile(source).problems[0]).toMatchObject({
      line,
      message: expect.stringMatching(/not valid YAML/),
    });
  });

  it('are no longer quoted in what is told of them', () => {
    const { problems } = readGithubFile('a: "npm_madeUpSecretValue\nb: [\n');
    expect(JSON.stringify(problems)).not.toContain('madeUp');
  });
});
