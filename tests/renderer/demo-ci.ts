import type { WrittenPlace } from '#shared/contract/ci-targets.ts';
import type { CiPlace, CiSystemId, CiTarget, Placement, PlacementState, Receipt } from '#shared/domain/ci.ts';
import type { CiTargetId, PlacementId, ReceiptId } from '#shared/domain/ids.ts';
import { type FakeKey, nextId, type Vault } from './demo-data.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface FakeSecret {
  readonly name: string;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly tail: string | null;
  readonly detail: string;
}

/** A target as the fake engine keeps it, with what the system itself holds. */
export interface FakeTarget {
  target: CiTarget;
  written: WrittenPlace;
  readonly settingsPath: readonly string[];
  looking: boolean;
  /** What it holds besides the placements. */
  readonly others: FakeSecret[];
  /** How many writes it takes before it asks to wait; null: any number. */
  limitAfter: number | null;
  /** What every question of it ends in; null: an answer. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** A placement; its state follows from the key's version unless `fixed` says what the system told. */
export interface FakePlacement extends Omit<Placement, 'state' | 'currentVersion' | 'placedVersion' | 'detail'> {
  fixed: PlacementState | null;
  detail: string;
}

export interface FakeCi {
  readonly targets: FakeTarget[];
  readonly placements: FakePlacement[];
  readonly receipts: Receipt[];
  /** What a scan finds cannot be written to the vault. */
  readonly diskIsFull?: boolean;
}

export function noCi(): FakeCi {
  return { targets: [], placements: [], receipts: [] };
}

export function blankTarget(place: CiPlace, name: string, placeText: string, written: WrittenPlace): FakeTarget {
  return {
    target: {
      id: nextId<CiTargetId>(),
      name,
      place,
      placeText,
      baseUrl: null,
      hasToken: false,
      projectId: null,
      environmentId: null,
      checkedAt: null,
      error: null,
      placementCount: 0,
    },
    written,
    settingsPath: SETTINGS[place.system],
    looking: false,
    others: [],
    limitAfter: null,
    failure: null,
  };
}

const SETTINGS: Readonly<Record<CiSystemId, readonly string[]>> = {
  github: ['Settings', 'Secrets and variables', 'Actions'],
  gitlab: ['Settings', 'CI/CD', 'Variables'],
  circleci: ['Project Settings', 'Environment Variables'],
  jenkins: ['Manage Jenkins', 'Credentials'],
  bitbucket: ['Repository settings', 'Repository variables'],
  vercel: ['Settings', 'Environment Variables'],
  netlify: ['Site configuration', 'Environment variables'],
};

export function placementOf(
  key: FakeKey,
  target: FakeTarget,
  change: Partial<FakePlacement> & { readonly placedAt: number },
): FakePlacement {
  return {
    id: nextId<PlacementId>(),
    keyId: key.id,
    targetId: target.target.id,
    secretName: key.name,
    placedVersionId: key.versions[0]?.id ?? null,
    how: 'push',
    remoteUpdatedAt: change.placedAt,
    seenAt: target.target.checkedAt,
    fixed: null,
    detail: '',
    ...change,
  };
}

const github = (environment: string | null): CiPlace => ({
  system: 'github',
  owner: 'acme',
  repository: 'storefront',
  environment,
  family: 'actions',
  visibility: null,
});

/** A target in each state that a person can meet, with placements in every state. */
export function demoCi(vault: Vault, now: number): FakeCi {
  const [storefront, mobile, jobs] = vault.projects;
  const [development, staging, production] = storefront?.environments ?? [];
  if (!storefront || !mobile || !jobs || !development || !staging || !production)
    throw new Error('The demo has three projects of three environments.');
  const find = (environmentId: string, name: string): FakeKey => {
    for (const key of vault.keys.values()) if (key.environmentId === environmentId && key.name === name) return key;
    throw new Error(`The demo has no ${name} there.`);
  };
  const make = (
    place: CiPlace,
    name: string,
    placeText: string,
    written: WrittenPlace,
    said: Partial<CiTarget>,
    more: Partial<Omit<FakeTarget, 'target' | 'written'>> = {},
  ): FakeTarget => {
    const blank = blankTarget(place, name, placeText, written);
    return { ...blank, target: { ...blank.target, ...said }, ...more };
  };

  const shop = make(
    github('production'),
    'storefront production',
    'acme/storefront, environment production',
    { text: 'acme/storefront', choices: { environment: 'production' } },
    {
      hasToken: true,
      projectId: storefront.id,
      environmentId: production.id,
      checkedAt: now - 4 * MINUTE,
    },
    {
      others: [
        { name: 'CODECOV_TOKEN', createdAt: now - 400 * DAY, updatedAt: now - 90 * DAY, tail: null, detail: '' },
        { name: 'NPM_PUBLISH', createdAt: now - 210 * DAY, updatedAt: now - 210 * DAY, tail: null, detail: '' },
        { name: 'SENTRY_AUTH', createdAt: now - 80 * DAY, updatedAt: now - 12 * DAY, tail: null, detail: '' },
      ],
    },
  );
  const repository = make(
    github(null),
    'storefront repository',
    'acme/storefront',
    { text: 'acme/storefront', choices: {} },
    { hasToken: true, projectId: storefront.id, environmentId: staging.id, checkedAt: now - 6 * MINUTE },
  );
  const gitlab = make(
    {
      system: 'gitlab',
      kind: 'project',
      path: 'acme/mobile/app',
      environmentScope: 'production',
      masked: true,
      hidden: false,
      protected: true,
    },
    'mobile app',
    'acme/mobile/app, scope production',
    { text: 'acme/mobile/app', choices: { scope: 'production', masked: true, protected: true } },
    {
      hasToken: true,
      projectId: mobile.id,
      environmentId: mobile.environments[2]?.id ?? null,
      checkedAt: now - 2 * DAY,
      error: {
        code: 'provider-refused',
        message: 'GitLab refused the token (403): it lacks the scope api. Give the target a token with it.',
      },
    },
    { failure: { code: 'provider-refused', message: 'GitLab refused the token (403): it lacks the scope api.' } },
  );
  const context = make(
    { system: 'circleci', kind: 'context', slug: 'gh/acme', context: 'deploys' },
    'deploys context',
    'gh/acme, context deploys',
    { text: 'gh/acme', choices: { context: 'deploys' } },
    { hasToken: false, projectId: storefront.id },
  );
  const jenkins = make(
    { system: 'jenkins', folder: 'team/app' },
    'build farm',
    'folder team/app',
    { text: 'team/app', choices: {} },
    {
      baseUrl: 'https://jenkins.acme.example.test',
      hasToken: true,
      checkedAt: now - 5 * HOUR,
      error: { code: 'provider-unreachable', message: 'jenkins.acme.example.test did not answer. Check the network.' },
    },
    {
      failure: {
        code: 'provider-unreachable',
        message: 'jenkins.acme.example.test did not answer. Check the network.',
      },
    },
  );
  const vercel = make(
    { system: 'vercel', project: 'storefront', team: 'acme', targets: ['production', 'preview'], gitBranch: null },
    'storefront on Vercel',
    'acme/storefront, for production and preview',
    { text: 'storefront', choices: { team: 'acme', environment: 'production,preview' } },
    { hasToken: true, projectId: storefront.id, checkedAt: now - HOUR },
    { looking: true },
  );
  const bitbucket = make(
    { system: 'bitbucket', workspace: 'acme', repository: 'reports', environment: null },
    'reports',
    'acme/reports',
    { text: 'acme/reports', choices: {} },
    { hasToken: true, projectId: jobs.id, checkedAt: now - 20 * MINUTE },
    { limitAfter: 2 },
  );
  const netlify = make(
    { system: 'netlify', account: 'acme', site: 'docs', context: 'all' },
    'docs site',
    'acme/docs, every context',
    { text: 'acme/docs', choices: {} },
    { hasToken: true },
  );

  const prod = (name: string): FakeKey => find(production.id, name);
  const stag = (name: string): FakeKey => find(staging.id, name);
  const old = (key: FakeKey, at: number): Partial<FakePlacement> & { placedAt: number } => ({
    placedVersionId: key.versions[1]?.id ?? null,
    placedAt: at,
  });
  const norrix = stag('NORRIX_API_KEY');
  const rotated = prod('BKEND_SECRET_KEY');
  rotated.versions = [
    { ...(rotated.versions[0] as FakeKey['versions'][number]), id: nextId(), number: 2, createdAt: now - 3 * HOUR },
    { ...(rotated.versions[0] as FakeKey['versions'][number]), state: 'previous' },
  ];
  const placements = [
    placementOf(rotated, shop, old(rotated, now - 60 * DAY)),
    placementOf(prod('NORRIX_API_KEY'), shop, { placedAt: now - 9 * DAY }),
    placementOf(prod('BKEND_PUBLIC_KEY'), shop, { placedAt: now - 60 * DAY }),
    placementOf(prod('EXPERIMENT_TOKEN'), shop, {
      placedAt: now - 41 * DAY,
      fixed: 'changed-elsewhere',
      remoteUpdatedAt: now - 26 * HOUR,
      detail: 'GitHub says that it was written 26 hours ago, after Keyrail did.',
    }),
    placementOf(prod('SSO_CLIENT'), shop, {
      placedAt: now - 30 * DAY,
      fixed: 'missing',
      remoteUpdatedAt: null,
      detail: 'The last look did not find it there any more.',
    }),
    placementOf(norrix, repository, { ...old(norrix, now - 33 * DAY), secretName: 'NORRIX_TOKEN' }),
    placementOf(stag('BKEND_SECRET_KEY'), repository, { placedAt: now - 33 * DAY }),
    placementOf(stag('BKEND_PUBLIC_KEY'), repository, { placedAt: now - 33 * DAY }),
    placementOf(find(mobile.environments[2]?.id ?? '', 'PUSH_KEY'), gitlab, {
      placedAt: now - 50 * DAY,
      remoteUpdatedAt: null,
    }),
    placementOf(prod('NORRIX_DEPLOY_KEY'), context, {
      placedAt: now - 12 * DAY,
      how: 'copy',
      fixed: 'presumed',
      remoteUpdatedAt: null,
      seenAt: null,
      detail: 'Copied there by hand; nobody has looked since.',
    }),
    placementOf(rotated, jenkins, {
      ...old(rotated, now - 70 * DAY),
      secretName: 'bkend-secret',
      remoteUpdatedAt: null,
    }),
    placementOf(prod('BKEND_PUBLIC_KEY'), vercel, {
      placedAt: now - 2 * HOUR,
      fixed: 'unknown',
      remoteUpdatedAt: null,
      detail: 'The write was sent and no answer came. It is looked up at the next check.',
    }),
    placementOf(prod('EXPERIMENT_TOKEN'), vercel, { placedAt: now - 20 * DAY }),
    placementOf(find(jobs.environments[2]?.id ?? '', 'WAREHOUSE_LOGIN'), bitbucket, {
      placedAt: now - 30 * DAY,
      how: 'recorded',
      fixed: 'presumed',
      remoteUpdatedAt: null,
      detail: 'Bitbucket tells no time and no part of a value by which it could be checked.',
    }),
  ];
  return {
    targets: [shop, repository, gitlab, context, jenkins, vercel, bitbucket, netlify],
    placements,
    receipts: [
      pastReceipt(now - 2 * HOUR, 'stopped', [
        [prod('NORRIX_API_KEY'), shop, 'replaced'],
        [prod('BKEND_PUBLIC_KEY'), shop, 'created'],
        [find(jobs.environments[2]?.id ?? '', 'WAREHOUSE_LOGIN'), bitbucket, 'waiting'],
      ]),
      pastReceipt(now - 33 * DAY, 'done', [
        [norrix, repository, 'replaced'],
        [stag('BKEND_SECRET_KEY'), repository, 'created'],
        [stag('BKEND_PUBLIC_KEY'), repository, 'created'],
      ]),
      pastReceipt(now - 70 * DAY, 'failed', [
        [rotated, jenkins, 'created'],
        [prod('SSO_CLIENT'), shop, 'failed'],
      ]),
    ],
  };
}

function pastReceipt(
  at: number,
  status: Receipt['status'],
  steps: readonly (readonly [FakeKey, FakeTarget, Receipt['steps'][number]['outcome']])[],
): Receipt {
  return {
    id: nextId<ReceiptId>(),
    startedAt: at,
    finishedAt: status === 'running' ? null : at + 4_000,
    status,
    undoes: null,
    resumeAt: null,
    steps: steps.map(([key, { target }, outcome]) => ({
      keyId: key.id,
      keyName: key.name,
      targetId: target.id,
      targetName: target.name,
      secretName: key.name,
      outcome,
      versionId: key.versions[0]?.id ?? null,
      previousVersionId: outcome === 'replaced' ? (key.versions[1]?.id ?? key.versions[0]?.id ?? null) : null,
      at: outcome === 'waiting' ? null : at + 1_000,
      error: outcome === 'failed' ? { code: 'provider-refused', message: 'GitHub refused the token (403).' } : null,
    })),
  };
}

/** `count` placements over twenty targets. */
export function bigCi(vault: Vault, count: number, now: number): FakeCi {
  const targets = Array.from({ length: 20 }, (_, index) => {
    const name = `service-${String(index).padStart(2, '0')}`;
    const blank = blankTarget(
      { system: 'github', owner: 'acme', repository: name, environment: null, family: 'actions', visibility: null },
      name,
      `acme/${name}`,
      { text: `acme/${name}`, choices: {} },
    );
    return { ...blank, target: { ...blank.target, hasToken: true, checkedAt: now - index * MINUTE } };
  });
  const placements: FakePlacement[] = [];
  for (const key of vault.keys.values()) {
    const target = targets[placements.length % targets.length];
    if (target === undefined || placements.length === count) break;
    const fixed = placements.length % 40 === 7 ? 'behind' : placements.length % 200 === 11 ? 'missing' : null;
    placements.push(placementOf(key, target, { placedAt: now - (placements.length % 90) * DAY, fixed }));
  }
  return { targets, placements, receipts: [] };
}
