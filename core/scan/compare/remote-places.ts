import type { CiPlace } from '#shared/domain/ci.ts';
import type { GithubFamily, ScannedSystem } from '#shared/domain/repository-scan.ts';

/** Where a remote is, without what signs in there. */
export type Remote = { readonly host: string; readonly path: string };

export type RepositoryPlace = { readonly remote: Remote; readonly baseUrl: string | null };

/** Hosts that are one system's own. */
const OWN_HOSTS: ReadonlyMap<string, ScannedSystem> = new Map([
  ['github.com', 'github'],
  ['gitlab.com', 'gitlab'],
  ['bitbucket.org', 'bitbucket'],
]);
const API_PATHS: Readonly<Partial<Record<ScannedSystem, string>>> = { github: '/api/v3', gitlab: '/api/v4' };

/** Reads an address as git takes it: `https://`, `ssh://`, or `user@host:path`. Null for a folder and what is unknown. */
export function parseRemote(address: string): Remote | null {
  const short = /^(?:[\w.-]+@)?([\w.-]+):(?!\/\/)\/?(.+)$/.exec(address);
  if (short !== null && !/^[A-Za-z]$/.test(short[1] ?? '')) return remoteOf(short[1] ?? '', short[2] ?? '');
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, pathname, port } = new URL(address);
  if (!['https:', 'http:', 'ssh:', 'git:'].includes(protocol)) return null;
  // A port of ssh says nothing about the web address.
  return remoteOf(protocol.startsWith('http') && port !== '' ? `${hostname}:${port}` : hostname, pathname);
}

function remoteOf(host: string, path: string): Remote | null {
  const clean = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  const named = host.toLowerCase() === 'ssh.github.com' ? 'github.com' : host.toLowerCase();
  return /^[\w./~+-]+$/.test(clean) && clean.includes('/') ? { host: named, path: clean } : null;
}

/**
 * Which remote a system's files are for: one at the system's own host, else the first that is at no other system's. Null where
 * there is none, as for Jenkins, which no remote leads to.
 */
export function placeOfSystem(system: ScannedSystem, remotes: readonly Remote[]): RepositoryPlace | null {
  switch (system) {
    case 'jenkins':
      return null;
    case 'circleci': {
      const remote = remotes.find(({ host }) => host === 'github.com' || host === 'bitbucket.org');
      return remote === undefined ? null : { remote, baseUrl: null };
    }
    case 'bitbucket': {
      const remote = remotes.find(({ host }) => host === 'bitbucket.org');
      return remote === undefined ? null : { remote, baseUrl: null };
    }
    case 'github':
    case 'gitlab': {
      const own = remotes.find(({ host }) => OWN_HOSTS.get(host) === system);
      if (own !== undefined) return { remote: own, baseUrl: null };
      const other = remotes.find(({ host }) => !OWN_HOSTS.has(host));
      return other === undefined ? null : { remote: other, baseUrl: `https://${other.host}${API_PATHS[system] ?? ''}` };
    }
  }
}

/** The place for a secret of the repository itself, in one of the system's environments or in none. */
export function ciPlaceOf(
  system: ScannedSystem,
  remote: Remote,
  environment: string | null,
  family: GithubFamily | null = null,
): CiPlace | null {
  const [owner = '', repository = '', ...more] = remote.path.split('/');
  switch (system) {
    case 'github':
      if (more.length > 0) return null;
      return { system, owner, repository, environment, family: family ?? 'actions', visibility: null };
    case 'gitlab':
      return {
        ...{ system, kind: 'project', path: remote.path, environmentScope: environment ?? '*' },
        ...{ masked: true, hidden: false, protected: false },
      };
    case 'circleci':
      if (more.length > 0) return null;
      return { system, kind: 'project', slug: `${slugStart(remote)}/${owner}/${repository}`, context: null };
    case 'bitbucket':
      return more.length > 0 ? null : { system, workspace: owner, repository, environment };
    case 'jenkins':
      return null;
  }
}

function slugStart({ host }: Remote): string {
  return host === 'bitbucket.org' ? 'bb' : 'gh';
}

/** Whether a secret at a place is seen by a job of the repository that `remote` names. */
export function reaches(
  place: CiPlace,
  remote: Remote,
  job: { environment: string | null; contexts: readonly string[]; family?: GithubFamily | null },
): boolean {
  const [owner = '', repository = ''] = remote.path.split('/');
  switch (place.system) {
    case 'github':
      return (
        place.family === (job.family ?? 'actions') &&
        same(place.owner, owner) &&
        (place.repository === null || same(place.repository, repository)) &&
        (place.environment === null || same(place.environment, job.environment))
      );
    case 'gitlab':
      return (
        (place.kind === 'project'
          ? same(place.path, remote.path)
          : remote.path.toLowerCase().startsWith(`${place.path.toLowerCase()}/`)) &&
        scopeFits(place.environmentScope, job.environment)
      );
    case 'circleci':
      return place.kind === 'project'
        ? same(place.slug, `${slugStart(remote)}/${remote.path}`)
        : same(place.slug, `${slugStart(remote)}/${owner}`) &&
            job.contexts.some((context) => context === place.context);
    case 'bitbucket':
      return (
        same(place.workspace, owner) &&
        (place.repository === null || same(place.repository, repository)) &&
        (place.environment === null || same(place.environment, job.environment))
      );
    case 'jenkins':
    case 'vercel':
    case 'netlify':
      return false;
  }
}

/** Whether a place is this repository's alone, so that only its files can use what is there. */
export function isOwnPlace(place: CiPlace, remote: Remote): boolean {
  const [owner = '', repository = ''] = remote.path.split('/');
  switch (place.system) {
    case 'github':
      return same(place.owner, owner) && same(place.repository ?? '', repository);
    case 'gitlab':
      return place.kind === 'project' && same(place.path, remote.path);
    case 'circleci':
      return place.kind === 'project' && same(place.slug, `${slugStart(remote)}/${remote.path}`);
    case 'bitbucket':
      return same(place.workspace, owner) && same(place.repository ?? '', repository);
    case 'jenkins':
    case 'vercel':
    case 'netlify':
      return false;
  }
}

/** GitLab's environment scope: `*` stands for anything. */
function scopeFits(scope: string, environment: string | null): boolean {
  if (scope === '*') return true;
  if (environment === null) return false;
  const [start = '', ...rest] = scope.split('*');
  if (rest.length === 0) return scope === environment;
  let at = start.length;
  if (!environment.startsWith(start)) return false;
  for (const part of rest.slice(0, -1)) {
    const found = environment.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  const end = rest.at(-1) ?? '';
  return environment.length - end.length >= at && environment.endsWith(end);
}

function same(a: string, b: string | null): boolean {
  return b !== null && a.toLowerCase() === b.toLowerCase();
}
