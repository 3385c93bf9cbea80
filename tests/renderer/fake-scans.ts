import type { EngineClient } from '#shared/contract/index.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { CiPlace } from '#shared/domain/ci.ts';
import type { ProjectId, ScanId } from '#shared/domain/ids.ts';
import type {
  FoundValue,
  RepositoryScan,
  ScanFinding,
  ScannedSystem,
  SecretKey,
  SuggestedPlacement,
  UsedSecret,
} from '#shared/domain/repository-scan.ts';
import { blankTarget, placementOf } from './demo-ci.ts';
import { type FakeKey, nextId } from './demo-data.ts';
import type { FakeCiPort } from './fake-ci.ts';

const DAY = 86_400_000;
const STEP_MS = 250;
const ROOT = '/home/dana/code/storefront';
const ROOT_ID = nextId<ScanId>();
const COMMIT = '4f1c0de09a7b3e25d86f41ab90c7745e1d2b3a6c';
const OLD_COMMIT = '91bb7720c4d3518ea6f0925b7c1de84f3a60d7e2';

/** What the last scan of a repository found of the demo's keys. */
export function demoFindings(key: FakeKey, project: string, now: number): ScanFinding[] {
  if (project !== 'storefront') return [];
  const base = { scanId: ROOT_ID, root: ROOT, scannedAt: now - 2 * DAY, version: null, harmless: false, commit: null };
  const used = (file: string, line: number): ScanFinding => ({ ...base, what: 'used', file, line, inFiles: true });
  switch (key.name) {
    case 'BKEND_SECRET_KEY':
      return [
        used('.github/workflows/deploy.yml', 41),
        used('.github/workflows/deploy.yml', 88),
        used('.github/workflows/nightly.yml', 23),
        {
          ...base,
          what: 'value',
          version: 1,
          file: 'scripts/seed.ts',
          line: null,
          inFiles: false,
          commit: { id: OLD_COMMIT, at: now - 300 * DAY },
        },
      ];
    case 'NORRIX_API_KEY':
      return [used('.github/workflows/build.yml', 19)];
    case 'BKEND_PUBLIC_KEY':
      return [
        used('.github/workflows/deploy.yml', 42),
        { ...base, what: 'value', version: 1, file: 'web/config.json', line: 7, inFiles: true, harmless: true },
      ];
    default:
      return [];
  }
}

/** Scans of one demo repository. A second folder that is chosen is empty. */
export function createFakeScans({ ci, now, emit, findKey, place }: FakeCiPort): EngineClient['repositoryScans'] {
  const scans: { scanId: ScanId; root: string; projectId: ProjectId | null; scannedAt: number }[] =
    ci.targets.length === 0 ? [] : [{ scanId: ROOT_ID, root: ROOT, projectId: null, scannedAt: now() - 2 * DAY }];
  const results = new Map<string, RepositoryScan>();
  let cancelled: boolean | null = null;

  return {
    list: async () => success({ scans: scans.toSorted((a, b) => b.scannedAt - a.scannedAt) }),
    run: async ({ scanId, projectId: named }) => {
      // What a request names is an id of the fake vault's own making.
      const projectId = named as ProjectId | null;
      const known = scans.find((one) => one.scanId === scanId);
      if (scanId !== undefined && known === undefined)
        return failure('scan-not-found', 'This repository is not in the list any more. Choose its folder.');
      cancelled = false;
      for (const [step, done, of] of STEPS) {
        emit({ type: 'scan-progress', step, done, of });
        await new Promise((resolve) => setTimeout(resolve, STEP_MS));
        if (cancelled) {
          cancelled = null;
          return failure('cancelled', 'The scan was cancelled.');
        }
      }
      cancelled = null;
      const isDemo = known !== undefined || scans.every(({ root }) => root !== ROOT);
      const scan = isDemo ? demoScan(projectId, ci, findKey, place, now()) : emptyScan(projectId);
      const id = known?.scanId ?? (isDemo ? ROOT_ID : nextId<ScanId>());
      results.set(id, scan);
      if (ci.diskIsFull)
        return success({ scanId: id, scan, notRemembered: 'The disk is full. Make room and try again.' });
      if (known === undefined) scans.push({ scanId: id, root: scan.root, projectId: scan.projectId, scannedAt: now() });
      else known.scannedAt = now();
      return success({ scanId: id, scan, notRemembered: null });
    },
    cancel: async () => {
      const wasRunning = cancelled !== null;
      cancelled = true;
      return success({ wasRunning });
    },
    accept: async ({ scanId, suggestions }) => {
      const scan = results.get(scanId);
      if (scan === undefined) return failure('scan-not-found', 'This result is not there any more. Scan again.');
      let targetsAdded = 0;
      let placementsRecorded = 0;
      for (const index of suggestions) {
        const suggested = scan.suggestions[index];
        const key = findKey(suggested?.keyId ?? '');
        if (suggested?.place == null || key === undefined) continue;
        let state = ci.targets.find(({ target }) => JSON.stringify(target.place) === JSON.stringify(suggested.place));
        if (state === undefined) {
          state = blankTarget(suggested.place, 'acme/storefront', 'acme/storefront', {
            text: 'acme/storefront',
            choices: {},
          });
          ci.targets.push(state);
          targetsAdded += 1;
        }
        ci.placements.push(
          placementOf(key, state, {
            placedAt: now(),
            how: 'recorded',
            secretName: suggested.secretName,
            fixed: 'presumed',
          }),
        );
        placementsRecorded += 1;
      }
      emit({ type: 'ci-changed' });
      return success({ targetsAdded, placementsRecorded });
    },
    forget: async ({ scanId }) => {
      const index = scans.findIndex((one) => one.scanId === scanId);
      if (index === -1) return failure('scan-not-found', 'This repository is not in the list any more.');
      scans.splice(index, 1);
      return success({});
    },
  };
}

const STEPS = [
  ['ci-files', 0, null],
  ['files', 1_200, 18_420],
  ['files', 11_900, 18_420],
  ['history', 3_400, 20_100],
  ['commits', 1, 3],
] as const;

function emptyScan(projectId: ProjectId | null): RepositoryScan {
  return {
    root: '/home/dana/code/notes',
    repository: false,
    projectId,
    ciFiles: [],
    secrets: [],
    unused: [],
    suggestions: [],
    values: [],
    skippedValues: [],
    notSearched: ['a history', 'what is encrypted, or encoded in other ways than escapes and base64'],
    problems: [
      { file: null, line: null, message: 'This folder is no git repository: only its files were read, no history.' },
    ],
    searched: { files: 12, objects: 0, bytes: 48_000, values: 20 },
  };
}

function demoScan(
  projectId: ProjectId | null,
  ci: FakeCiPort['ci'],
  findKey: FakeCiPort['findKey'],
  place: FakeCiPort['place'],
  now: number,
): RepositoryScan {
  const [shop] = ci.targets;
  const keys = new Map<string, FakeKey>();
  // Every key of the demo that a target or the board knows is found by its placement's id.
  for (const { keyId } of ci.placements) {
    const key = findKey(keyId);
    const where = key === undefined ? undefined : place(key.environmentId);
    if (key !== undefined && where?.project.name === 'storefront')
      keys.set(`${key.name} ${where.environment.name}`, key);
  }
  const described = (name: string, environment: string): SecretKey | null => {
    const key = keys.get(`${name} ${environment}`);
    const where = key === undefined ? undefined : place(key.environmentId);
    if (key === undefined || where === undefined) return null;
    return {
      keyId: key.id,
      name: key.name,
      projectId: where.project.id,
      project: where.project.name,
      environmentId: key.environmentId,
      environment: where.environment.name,
    };
  };
  const secret = (
    system: ScannedSystem,
    name: string,
    environment: string | null,
    uses: readonly (readonly [file: string, line: number, job: string | null])[],
    state: UsedSecret['state'],
    key: SecretKey | null = null,
    more: Partial<UsedSecret> = {},
  ): UsedSecret => ({
    system,
    name,
    environment,
    family: system === 'github' ? 'actions' : null,
    contexts: [],
    certainty: 'certain',
    uses: uses.map(([file, line, job]) => ({ file, line, job })),
    state,
    key,
    keys: key === null ? [] : [key],
    placementIds: [],
    ...more,
  });
  const deploy = '.github/workflows/deploy.yml';
  const build = '.github/workflows/build.yml';
  const bkend = described('BKEND_SECRET_KEY', 'production');
  const publicKey = described('BKEND_PUBLIC_KEY', 'production');
  const norrix = described('NORRIX_API_KEY', 'staging');
  const sso = described('SSO_CLIENT', 'production');
  const experiment = described('EXPERIMENT_TOKEN', 'production');
  const circle = described('NORRIX_DEPLOY_KEY', 'production');
  const repository: CiPlace = {
    system: 'github',
    owner: 'acme',
    repository: 'storefront',
    environment: null,
    family: 'actions',
    visibility: null,
  };
  const suggest = (key: SecretKey | null, at: CiPlace | null, system: ScannedSystem): SuggestedPlacement[] =>
    key === null
      ? []
      : [
          {
            keyId: key.keyId,
            secretName: key.name,
            environmentId: key.environmentId,
            system,
            place: at,
            baseUrl: null,
          },
        ];
  const value = (key: SecretKey | null, change: Partial<FoundValue>): FoundValue[] =>
    key === null
      ? []
      : [
          {
            keyId: key.keyId,
            versionId: nextId(),
            name: key.name,
            project: key.project,
            environment: key.environment,
            version: 1,
            versionState: 'current',
            form: 'plain',
            harmless: false,
            file: null,
            lines: [],
            inFiles: false,
            commit: null,
            ...change,
          },
        ];
  const unused = ci.placements.find((one) => one.targetId === shop?.target.id);
  return {
    root: ROOT,
    repository: true,
    projectId,
    ciFiles: [
      { system: 'github', file: build },
      { system: 'github', file: deploy },
      { system: 'github', file: '.github/workflows/nightly.yml' },
      { system: 'circleci', file: '.circleci/config.yml' },
      { system: 'jenkins', file: 'Jenkinsfile' },
    ],
    secrets: [
      secret(
        'github',
        'BKEND_SECRET_KEY',
        'production',
        [
          [deploy, 41, 'release'],
          [deploy, 88, 'rollback'],
          ['.github/workflows/nightly.yml', 23, 'smoke'],
        ],
        'placed',
        bkend,
      ),
      secret('github', 'BKEND_PUBLIC_KEY', 'production', [[deploy, 42, 'release']], 'placed', publicKey),
      secret('github', 'NORRIX_API_KEY', 'staging', [[build, 19, 'build']], 'not-placed', norrix),
      secret('github', 'SSO_CLIENT', 'production', [[deploy, 47, 'release']], 'not-placed', sso),
      secret('github', 'CODECOV_TOKEN', null, [[build, 52, 'test']], 'missing'),
      secret(
        'github',
        'SENTRY_AUTH_TOKEN',
        null,
        [
          [deploy, 96, 'release'],
          [build, 77, 'test'],
        ],
        'missing',
      ),
      secret('circleci', 'NORRIX_DEPLOY_KEY', null, [['.circleci/config.yml', 63, 'deploy']], 'not-placed', circle, {
        contexts: ['deploys'],
        certainty: 'likely',
      }),
      secret('circleci', 'SLACK_WEBHOOK', null, [['.circleci/config.yml', 71, 'deploy']], 'missing', null, {
        certainty: 'likely',
      }),
      secret('jenkins', 'experiment-token', null, [['Jenkinsfile', 12, null]], 'not-placed', experiment),
    ],
    unused:
      unused === undefined
        ? []
        : [
            {
              ...{ placementId: unused.id, keyId: unused.keyId, secretName: 'LEGACY_DEPLOY_TOKEN', system: 'github' },
              ...{ namedIn: [], notRead: [] },
            },
          ],
    suggestions: [
      ...suggest(norrix, repository, 'github'),
      ...suggest(sso, { ...repository, environment: 'production' }, 'github'),
      ...suggest(circle, { system: 'circleci', kind: 'context', slug: 'gh/acme', context: 'deploys' }, 'circleci'),
      ...suggest(experiment, null, 'jenkins'),
    ],
    values: [
      ...value(bkend, {
        file: 'scripts/seed.ts',
        inFiles: false,
        commit: { id: OLD_COMMIT, at: now - 300 * DAY },
        versionState: 'previous',
      }),
      ...value(norrix, {
        file: 'deploy/staging.env.example',
        lines: [4],
        inFiles: true,
        version: 3,
        commit: { id: COMMIT, at: now - 12 * DAY },
      }),
      ...value(sso, { form: 'base64', commit: { id: COMMIT, at: now - 12 * DAY } }),
      ...value(publicKey, {
        file: 'web/config.json',
        lines: [7],
        inFiles: true,
        harmless: true,
        commit: { id: COMMIT, at: now - 90 * DAY },
      }),
    ],
    skippedValues:
      experiment === null
        ? []
        : [
            {
              keyId: experiment.keyId,
              name: experiment.name,
              project: experiment.project,
              environment: experiment.environment,
              version: 1,
              reason: 'It is shorter than 8 characters and would be found everywhere.',
            },
          ],
    problems: [
      {
        file: '.github/workflows/preview.yml',
        line: 14,
        message: 'This is no YAML: a mapping value is not allowed here.',
      },
      { file: 'assets/video.mov', line: null, message: 'Larger than 100 MB; it was not read.' },
    ],
    notSearched: [
      'a submodule (vendor/norrix-sdk)',
      'the inside of a compressed file (fixtures/orders.csv.gz)',
      'files that git does not track',
      'branches and tags that were never fetched',
      'what is encrypted, or encoded in other ways than escapes and base64',
    ],
    searched: { files: 18_420, objects: 20_100, bytes: 912_000_000, values: 23 },
  };
}
