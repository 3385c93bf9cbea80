import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readBitbucketPipelines } from './bitbucket-pipelines.ts';
import { readCircleciConfig } from './circleci-config.ts';
import type { CiFile } from './found-use.ts';
import { readDependabotFile, readGithubFile } from './github-workflows.ts';
import { gitlabUses, readGitlabFile } from './gitlab-pipelines.ts';

type ScriptSystem = 'gitlab' | 'circleci' | 'bitbucket';
const SYSTEMS: readonly ScriptSystem[] = ['gitlab', 'circleci', 'bitbucket'];

function gitlab(source: string, more: Readonly<Record<string, string>> = {}): CiFile {
  const files = new Map(
    Object.entries({ '.gitlab-ci.yml': source, ...more }).map(([file, text]) => [file, readGitlabFile(text)]),
  );
  const found = gitlabUses(files).get('.gitlab-ci.yml');
  if (found === undefined) throw new TypeError('The file was read');
  return found;
}

/** A file of a system with one job that runs `script`. */
function readScript(system: ScriptSystem, script: string): CiFile {
  const text = JSON.stringify(script);
  switch (system) {
    case 'gitlab':
      return gitlab(`job: { script: [${text}] }`);
    case 'circleci':
      return readCircleciConfig(`jobs: { job: { steps: [{ run: ${text} }] } }`);
    case 'bitbucket':
      return readBitbucketPipelines(`pipelines: { default: [{ step: { script: [${text}] } }] }`);
  }
}

const namesOf = ({ uses }: Pick<CiFile, 'uses'>): string[] => [...new Set(uses.map(({ name }) => name))];

type Case = { script: string; uses: string[]; system?: ScriptSystem };
const CASES = parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'script-cases.yaml'), 'utf8'),
) as readonly Case[];

describe('scripts of jobs', () => {
  const all = CASES.flatMap(({ script, uses, system }) =>
    (system === undefined ? SYSTEMS : [system]).map((one) => [one, script, uses] as const),
  );

  it.each(all)('%s: %j', (system, script, uses) => {
    expect(namesOf(readScript(system, script)).sort()).toEqual([...uses].sort());
  });

  it.each([
    // NAME=$NAME in other forms.
    [`podman run --env=API_TOKEN=\${API_TOKEN} app`, ['API_TOKEN']],
    ['KEY="$KEY" make', ['KEY']],
    ['declare -x KEY="$KEY"; use $KEY', ['KEY']],
    ['env TOKEN=$TOKEN npm run x', ['TOKEN']],
    ['kubectl create secret generic s --from-literal=password=$DB_PASSWORD', ['DB_PASSWORD']],
    [`terraform apply -var="token=\${TF_TOKEN}"`, ['TF_TOKEN']],
    ['cat <<EOF > .env\nTOKEN=$TOKEN\nEOF', ['TOKEN']],
    ['ARGS=; ARGS="$ARGS --token $T_TOKEN"; run $ARGS', ['T_TOKEN']],
    [`: "\${NEEDED:?is not set}"`, ['NEEDED']],
    // Handed over by name.
    ['docker run -e API_TOKEN -e MODE=x app', ['API_TOKEN']],
    ['docker build --build-arg NPM_TOKEN --secret id=x,env=PIP_TOKEN .', ['NPM_TOKEN', 'PIP_TOKEN']],
    ['[[ -v SIGN_KEY ]] && sign', ['SIGN_KEY']],
    ['export DEPLOY_KEY\nmake deploy', ['DEPLOY_KEY']],
    // Quotes and comments.
    [`echo "it's $A_TOKEN" # don't\ncurl -H 'X: y' $B_TOKEN`, ['A_TOKEN', 'B_TOKEN']],
    [`sh -c "deploy --token \\$IN_TOKEN"`, ['IN_TOKEN']],
    [`docker exec app sh -c 'echo $IN_TOKEN'`, ['IN_TOKEN']],
    [`echo '//registry.example.test/:_authToken=\${NPM_TOKEN}' > .npmrc`, ['NPM_TOKEN']],
    [`npm config set '//registry.example.test/:_authToken=\${NPM_TOKEN}'`, ['NPM_TOKEN']],
    [`cat > .npmrc <<'EOF'\n//r.example.test/:_authToken=\${NPM_TOKEN}\nEOF`, ['NPM_TOKEN']],
    [`bash <<'EOF'\nLOCAL=1\ncurl -u $LOCAL:$R_TOKEN x\nEOF`, ['R_TOKEN']],
    [`curl -d '{"key":"'"$J_TOKEN"'"}' x`, ['J_TOKEN']],
    [`node -e "post(process.env.NODE_AUTH)"`, ['NODE_AUTH']],
    [`python3 -c 'import os; print(os.environ["PY_TOKEN"])'`, ['PY_TOKEN']],
    ['echo %WIN_TOKEN%', ['WIN_TOKEN']],
    ['$env:OWN = "x"; deploy $env:OWN $env:PS_TOKEN', ['PS_TOKEN']],
    // No uses from outside.
    [`awk '{print $NF}' f; grep -q '^$HOSTS' x; echo \\$NO $$NO $1 $? $@ $#`, []],
    ['X=$(curl x | jq -r .token); echo $X', []],
    ['f() { echo $LATER; }\nLATER=1\nf', []],
    ['while read -r LINE; do echo $LINE; done < f', []],
    ['eval "$(ssh-agent -s)"; case $x in a) Y=1 ;; esac; echo $Y', ['x']],
    ['(INNER=1; echo $INNER); echo $INNER', ['INNER']],
    [`printf -v STAMP %s x; mapfile -t ROWS < f; echo $STAMP \${ROWS[0]}`, []],
    ['echo $((1<<2)) $AFTER_SHIFT\necho $NEXT', ['AFTER_SHIFT', 'NEXT']],
  ])('%j', (script, uses) => {
    for (const system of SYSTEMS) expect(namesOf(readScript(system, script)), system).toEqual(uses);
  });

  it('have secrets of their own whose names begin like the system’s, and none under the predefined names', () => {
    const own = {
      gitlab: ['GITLAB_API_TOKEN', 'CI_DEPLOY_KEY', 'TRIGGER_TOKEN', 'KUBE_CONTEXT_TOKEN', 'FF_KEY'],
      circleci: ['CIRCLE_API_TOKEN', 'CIRCLECI_TOKEN', 'CIRCLE_CI_KEY'],
      bitbucket: ['BITBUCKET_TOKEN', 'BITBUCKET_CLIENT_SECRET', 'BITBUCKET_ACCESS_KEY'],
    };
    const predefined = {
      gitlab: 'CI_JOB_TOKEN CI_REGISTRY_PASSWORD CI_DEPLOY_PASSWORD GITLAB_USER_EMAIL CI_COMMIT_SHA CHAT_INPUT',
      circleci: 'CIRCLE_SHA1 CIRCLE_OIDC_TOKEN CIRCLE_WORKFLOW_JOB_ID CIRCLE_NODE_INDEX',
      bitbucket: 'BITBUCKET_STEP_OIDC_TOKEN BITBUCKET_COMMIT BITBUCKET_REPO_SLUG BITBUCKET_PR_ID',
    };
    for (const system of SYSTEMS) {
      const names = [...own[system], ...predefined[system].split(' '), 'HOME', 'PATH'];
      const script = names.map((name) => `echo $${name}`).join('\n');
      expect(namesOf(readScript(system, script)), system).toEqual(own[system]);
    }
  });
});

describe('what a job defines', () => {
  it('hides a variable in that job only: GitLab', () => {
    const { uses } = gitlab(`variables: { GLOBAL_ONE: x, PASSED: $PASSED }
a: { variables: { A_TOKEN: x, X: $X, URL: "https://$X" }, script: ["echo $A_TOKEN $X $GLOBAL_ONE $URL"] }
b: { script: ["echo $A_TOKEN $GLOBAL_ONE $PASSED"] }
.base: { script: ["echo $FROM_JOB"] }
c: { extends: .base, variables: { FROM_JOB: 1 } }
d: { extends: .base, environment: live }
e: { parallel: { matrix: [{ M: [1, 2] }] }, id_tokens: { I: { aud: x } }, secrets: { S: {} }, script: ["echo $M $I $S"] }
`);
    expect(uses.map(({ name, job, environment }) => [name, job, environment])).toEqual([
      ['PASSED', null, null],
      ['X', 'a', null],
      ['X', 'a', null],
      ['X', 'a', null],
      ['A_TOKEN', 'b', null],
      ['PASSED', 'b', null],
      ['FROM_JOB', '.base', 'live'],
    ]);
  });

  it('is found through files that are included, and reports', () => {
    const source = `include: base.yml
a: { extends: .shared, script: ["echo $SHARED $VERSION $OTHER"] }
v: { script: ['echo "VERSION=1" >> build.env'], artifacts: { reports: { dotenv: build.env } } }
`;
    expect(namesOf(gitlab(source, { 'base.yml': '.shared: { variables: { SHARED: x } }' }))).toEqual(['OTHER']);
    expect(namesOf(gitlab(source))).toEqual(['SHARED', 'OTHER']);
  });

  it('hides a variable in that job only: CircleCI', () => {
    const { uses } = readCircleciConfig(`
executors: { e: { docker: [{ image: x }], environment: { FROM_EXECUTOR: 1 } } }
commands:
  publish: { steps: [{ run: "publish --token $PUBLISH $BOTH" }] }
jobs:
  a:
    executor: e
    environment: { PUBLISH: x, BOTH: x, Y: $Y }
    steps:
      - publish
      - run: { environment: { STEP: 1 }, command: "echo $STEP $FROM_EXECUTOR $Y" }
      - run: "LOCAL=1; echo $LOCAL; echo 'export HANDED=1' >> $BASH_ENV"
      - run: "echo $LOCAL $HANDED $STEP"
  b:
    docker: [{ image: x, environment: { BOTH: 1 } }]
    steps: [publish, { run: "echo $FROM_EXECUTOR" }]
`);
    expect(uses.map(({ name, job }) => `${name} ${job}`)).toEqual([
      'Y a',
      'Y a',
      'LOCAL a',
      'STEP a',
      'FROM_EXECUTOR b',
      'PUBLISH null',
    ]);
  });

  it('hides a variable in that job only: Bitbucket', () => {
    const { uses } = readBitbucketPipelines(`pipelines:
  custom:
    release:
      - variables: [{ name: ASKED }]
      - step: { name: one, script: ["A=1", "echo $A $ASKED"], after-script: ["echo $A"] }
  default:
    - step: { name: two, script: ["echo $A $ASKED $HANDED"] }
    - step: { name: three, output-variables: [HANDED], script: [{ pipe: x/y:1, variables: { T: $T, U: "a$U_TOKEN" } }] }
`);
    expect(uses.map(({ name, job }) => `${name} ${job}`)).toEqual([
      'A one',
      'A two',
      'ASKED two',
      'T three',
      'U_TOKEN three',
    ]);
  });
});

describe('orbs of CircleCI', () => {
  const file = readCircleciConfig(`version: 2.1
orbs: { aws-ecr: circleci/aws-ecr@9, local: { commands: { go: { parameters: { t: { type: env_var_name } }, steps: [] } } } }
commands:
  push: { parameters: { token: { type: env_var_name }, tag: { type: string } }, steps: [{ run: "p << parameters.tag >> $X" }] }
jobs:
  build:
    docker: [{ image: cimg/base }]
    steps:
      - aws-ecr/build-and-push-image:
          aws_access_key_id: DEPLOY_KEY_ID
          region: us-east-1
          extra-build-args: "--build-arg T=\${SENTRY_AUTH_TOKEN}"
          path: .
      - push: { token: PUSH_TOKEN, tag: NOT_A_NAME }
      - local/go: { t: ORB_TOKEN }
      - save_cache: { key: 'v1-{{ .Environment.CACHE_KEY }}', paths: [A_PATH] }
workflows:
  all:
    jobs:
      - build: { context: deploys }
      - aws-ecr/build: { context: images, password: REGISTRY_PASSWORD, pre-steps: [{ run: "login $PRE_TOKEN" }] }
`);

  it('use what their parameters name', () => {
    expect(namesOf(file).sort()).toEqual(
      'DEPLOY_KEY_ID SENTRY_AUTH_TOKEN PUSH_TOKEN ORB_TOKEN CACHE_KEY REGISTRY_PASSWORD PRE_TOKEN X'.split(' ').sort(),
    );
    expect(file.uses.find(({ name }) => name === 'DEPLOY_KEY_ID')).toMatchObject({ line: 10, contexts: ['deploys'] });
    expect(file.uses.find(({ name }) => name === 'REGISTRY_PASSWORD')?.contexts).toEqual(['images']);
  });

  it('are told of as unread', () => {
    expect(file.unread).toContain('the orb aws-ecr gets every variable');
    expect(file.unread.join()).not.toContain('the orb local');
  });
});

describe('Dependabot', () => {
  it('has secrets of its own', () => {
    const { uses } = readDependabotFile(`version: 2
registries:
  npm: { type: npm-registry, url: https://npm.example.test, token: "\${{secrets.NPM_TOKEN}}" }
  maven:
    username: \${{ secrets.MAVEN_USER }}
    password: \${{secrets['maven_password']}}
updates: [{ package-ecosystem: npm, registries: [npm] }]
`);
    expect(uses.map(({ name, line, job, family }) => [name, line, job, family])).toEqual([
      ['NPM_TOKEN', 3, 'npm', 'dependabot'],
      ['MAVEN_USER', 5, 'maven', 'dependabot'],
      ['MAVEN_PASSWORD', 6, 'maven', 'dependabot'],
    ]);
  });
});

describe('what is not read', () => {
  it.each<readonly [string, CiFile, RegExp]>([
    ['a remote include', gitlab('include: { remote: https://x.example.test/a.yml }'), /includes a file from elsewhere/],
    ['a component', gitlab('include: [{ component: x/y@1 }]'), /includes a file from elsewhere/],
    ['a child pipeline', gitlab('a: { trigger: { include: [{ artifact: g.yml, job: b }] } }'), /from elsewhere/],
    ['a program', gitlab('a: { script: [npm publish] }'), /what its jobs start \(npm\) gets every variable/],
    [
      'a pipe',
      readBitbucketPipelines('pipelines: { default: [{ step: { script: [{ pipe: a/b:1 }] } }] }'),
      /pipe a\/b/,
    ],
    ['an orb’s job', readCircleciConfig('workflows: { a: { jobs: [node/test] } }'), /the orb node/],
    ['what CircleCI computes', readCircleciConfig('setup: true'), /computes/],
    ['all secrets', readGithubFile(`jobs: { a: { steps: [{ run: "\${{ toJSON(secrets) }}" }] } }`), /without naming/],
    ['a broken file', readGithubFile('a: ['), /not read whole/],
  ])('is told of: %s', (_, { unread }, expected) => {
    expect(unread.join('\n')).toMatch(expected);
  });

  it('is nothing where a workflow names all that it uses', () => {
    const file = readGithubFile(
      `jobs: { a: { steps: [{ uses: x/y@v1, with: { t: "\${{ secrets.T }}" } }, { run: make }] } }`,
    );
    expect(file.unread).toEqual([]);
  });
});
