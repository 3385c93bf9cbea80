import type { CiPlace } from '#shared/domain/ci.ts';
import {
  type RepositoryScan,
  SCANNED_SYSTEMS,
  type ScannedSystem,
  type SecretKey,
  type SuggestedPlacement,
  type UnusedPlacement,
  type UsedSecret,
} from '#shared/domain/repository-scan.ts';
import type { Store } from '../../store/store.ts';
import type { FoundUse } from '../ci-files/found-use.ts';
import type { CiFiles } from '../ci-files/read-ci-files.ts';
import { ciPlaceOf, isOwnPlace, placeOfSystem, type Remote, reaches } from './remote-places.ts';

/** A placement as the scan needs it; `id` is the placement's. */
export type KnownPlacement = {
  readonly id: string;
  readonly keyId: string;
  readonly secretName: string;
  readonly place: CiPlace;
};

/** `unused` does not know yet which files name a secret without using it as one. */
export type Comparison = Pick<RepositoryScan, 'secrets' | 'suggestions'> & {
  readonly unused: readonly Omit<UnusedPlacement, 'namedIn'>[];
};

type Options = {
  readonly projectId: string | null;
  readonly placements: readonly KnownPlacement[];
  readonly remotes: readonly Remote[];
};

type Named = { readonly system: ScannedSystem; readonly use: FoundUse; readonly file: string };

/** Names of one environment that people use side by side. */
const SAME_ENVIRONMENT: readonly (readonly string[])[] = [
  ['production', 'prod', 'prd', 'live'],
  ['staging', 'stage', 'stg'],
  ['development', 'develop', 'dev'],
  ['test', 'testing'],
];

/**
 * Puts the secrets that CI files use beside the vault and its placements.
 * @param projectId keys of this project are preferred
 */
export function compareSecrets(store: Store, ci: Pick<CiFiles, 'files' | 'unread'>, options: Options): Comparison {
  const named: Named[] = [...ci.files].flatMap(([file, { system, uses }]) =>
    uses.map((use) => ({ system, use, file })),
  );
  const keys = keysByName(store, new Set(named.flatMap(({ system, use }) => namesOf(system, use))));
  const groups = Map.groupBy(named, ({ system, use }) =>
    JSON.stringify([system, use.name, use.environment, use.family]),
  );
  const secrets = [...groups.values()]
    .map((group) => secretOf(group, keys, options))
    .sort((a, b) => order(a.system, b.system) || compare(a.name, b.name) || compare(a.environment, b.environment));
  return {
    secrets,
    unused: unusedPlacements(ci, secrets, options),
    suggestions: secrets.flatMap((secret) => suggestionFor(secret, options.remotes)),
  };
}

function secretOf(
  group: readonly Named[],
  keys: ReadonlyMap<string, readonly SecretKey[]>,
  options: Options,
): UsedSecret {
  const [first] = group;
  if (first === undefined) throw new RangeError('A group has a member');
  const { system, use } = first;
  const names = new Set(group.flatMap((one) => namesOf(one.system, one.use)));
  const found = [
    ...new Map([...names].flatMap((name) => keys.get(name) ?? []).map((key) => [key.keyId, key])).values(),
  ];
  const contexts = [...new Set(group.flatMap((one) => one.use.contexts))].sort();
  const place = placeOfSystem(system, options.remotes);
  const placements = options.placements.filter(
    (placement) =>
      placement.place.system === system &&
      sameSecret(system, placement.secretName, use.name) &&
      // No remote leads to Jenkins: there, the id is all that there is.
      (system === 'jenkins' ||
        (place !== null &&
          reaches(placement.place, place.remote, { environment: use.environment, contexts, family: use.family }))),
  );
  const uses = group.map(({ file, use: { line, job, script } }) => ({ file: script ?? file, line, job }));
  return {
    system,
    name: use.name,
    environment: use.environment,
    family: use.family,
    contexts,
    certainty: group.some((one) => one.use.certainty === 'certain') ? 'certain' : 'likely',
    uses: [...new Map(uses.map((one) => [JSON.stringify(one), one])).values()],
    state: placements.length > 0 ? 'placed' : found.length > 0 ? 'not-placed' : 'missing',
    key: fittingKey(found, use.environment, options.projectId),
    keys: found,
    placementIds: placements.map(({ id }) => id as UsedSecret['placementIds'][number]),
  };
}

/** The one key that fits best; null where several do, so that nobody places the wrong one without noticing. */
function fittingKey(
  keys: readonly SecretKey[],
  environment: string | null,
  projectId: string | null,
): SecretKey | null {
  const inProject = keys.filter((key) => key.projectId === projectId);
  const candidates = inProject.length > 0 ? inProject : keys;
  const wanted = environment ?? 'ci';
  const fitting = candidates.filter((key) => sameEnvironment(key.environment, wanted));
  if (fitting.length > 0) return fitting.length === 1 ? (fitting[0] ?? null) : null;
  return environment === null && candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** `production/eu` of GitLab is a production. */
function sameEnvironment(ours: string, theirs: string): boolean {
  const [a, b] = [ours, theirs.split('/')[0] ?? ''].map((name) => {
    const lower = name.trim().toLowerCase();
    return SAME_ENVIRONMENT.find((names) => names.includes(lower))?.[0] ?? lower;
  });
  return a === b;
}

/** Every name, in capitals, under which the vault may have it. A Jenkins id `npm-token` is NPM_TOKEN here. */
function namesOf(system: ScannedSystem, { name, aliases }: FoundUse): string[] {
  const spelled = system === 'jenkins' ? [name, name.replace(/[-.\s]+/g, '_'), ...aliases] : [name, ...aliases];
  return spelled.map((one) => one.toUpperCase());
}

function sameSecret(system: ScannedSystem, a: string, b: string): boolean {
  return system === 'github' ? a.toUpperCase() === b.toUpperCase() : a === b;
}

function keysByName(store: Store, names: ReadonlySet<string>): Map<string, SecretKey[]> {
  const found = new Map<string, SecretKey[]>();
  if (names.size === 0) return found;
  const rows = store
    .sql(`SELECT k.id AS keyId, k.name, p.id AS projectId, p.name AS project, e.id AS environmentId, e.name AS environment
      FROM keys k JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id
      WHERE k.deleted_at IS NULL AND k.archived_at IS NULL
      ORDER BY p.position, p.name, e.position`)
    .all() as SecretKey[];
  for (const row of rows) {
    const name = row.name.toUpperCase();
    if (names.has(name)) found.set(name, [...(found.get(name) ?? []), row]);
  }
  return found;
}

function unusedPlacements(
  { files, unread }: Pick<CiFiles, 'files' | 'unread'>,
  secrets: readonly UsedSecret[],
  { placements, remotes }: Options,
): Omit<UnusedPlacement, 'namedIn'>[] {
  return placements.flatMap(({ id, keyId, secretName, place }) => {
    const system = SCANNED_SYSTEMS.find((known) => known === place.system);
    if (system === undefined) return [];
    const own = placeOfSystem(system, remotes);
    if (own === null || !isOwnPlace(place, own.remote)) return [];
    // A workflow that Dependabot starts gets Dependabot's secrets under the names of the others.
    const family = place.system === 'github' && place.family === 'actions' ? place.family : null;
    const used = secrets.some(
      (secret) =>
        secret.system === system &&
        sameSecret(system, secret.name, secretName) &&
        (family === null || secret.family === family),
    );
    if (used) return [];
    const notRead = [
      ...unread.filter((one) => one.system === system).map(({ what }) => what),
      ...[...files].flatMap(([file, one]) =>
        one.system === system ? one.unread.map((what) => `${file}: ${what}`) : [],
      ),
    ];
    if (system === 'gitlab' && ![...files.values()].some((file) => file.system === 'gitlab')) {
      notRead.push('there is no .gitlab-ci.yml here; the pipeline may be kept elsewhere');
    }
    return [{ placementId: id, keyId, secretName, system, notRead } as Omit<UnusedPlacement, 'namedIn'>];
  });
}

function suggestionFor(secret: UsedSecret, remotes: readonly Remote[]): SuggestedPlacement[] {
  const { system, key, name, environment, family, state } = secret;
  if (key === null || state !== 'not-placed') return [];
  const at = placeOfSystem(system, remotes);
  return [
    {
      keyId: key.keyId,
      secretName: name,
      environmentId: key.environmentId,
      system,
      place: at === null ? null : ciPlaceOf(system, at.remote, environment, family),
      baseUrl: at?.baseUrl ?? null,
    },
  ];
}

function order(a: ScannedSystem, b: ScannedSystem): number {
  return SCANNED_SYSTEMS.indexOf(a) - SCANNED_SYSTEMS.indexOf(b);
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0;
}
