import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { CiPlace, CiPlaceOf, CiSystemId } from '#shared/domain/ci.ts';
import { NETLIFY_DEFAULT_CONTEXT } from '#shared/domain/netlify-contexts.ts';
import { lineProblem } from '#shared/domain/text-rules.ts';

/** What a person says of a place besides its text, as the options of `keyrail ci targets add` are named. */
export type PlaceChoices = {
  /** An environment of a GitHub or Bitbucket repository, a GitLab scope, Vercel's environments, Netlify's context. */
  readonly environment?: string | undefined;
  /** GitHub: the text names an organisation. */
  readonly org?: boolean | undefined;
  /** GitHub: who may use a secret that is created in an organisation. */
  readonly visibility?: string | undefined;
  readonly dependabot?: boolean | undefined;
  /** GitLab: the text names a group. */
  readonly group?: boolean | undefined;
  /** GitLab's environment scope; Netlify's deploy context. */
  readonly scope?: string | undefined;
  /** GitLab: what a variable that is created is. Masked is the default. */
  readonly masked?: boolean | undefined;
  readonly hidden?: boolean | undefined;
  readonly protected?: boolean | undefined;
  /** CircleCI: a context of the organisation that the text names. */
  readonly context?: string | undefined;
  /** Vercel: the slug or id of the team. */
  readonly team?: string | undefined;
  /** Vercel: variables for previews of one branch. */
  readonly branch?: string | undefined;
};

type PlaceResult<S extends CiSystemId> = Result<CiPlaceOf<S>, 'ci-place-invalid'>;

const READERS: { readonly [S in CiSystemId]: (text: string, choices: PlaceChoices) => PlaceResult<S> } = {
  github: readGitHub,
  gitlab: readGitLab,
  circleci: readCircleCi,
  jenkins: readJenkins,
  bitbucket: readBitbucket,
  vercel: readVercel,
  netlify: readNetlify,
};

/** The choices that mean something to each system; any other is a mistake that must not be passed over. */
export const PLACE_CHOICES: Readonly<Record<CiSystemId, readonly (keyof PlaceChoices)[]>> = {
  github: ['environment', 'org', 'visibility', 'dependabot'],
  gitlab: ['environment', 'group', 'scope', 'masked', 'hidden', 'protected'],
  circleci: ['context'],
  jenkins: [],
  bitbucket: ['environment'],
  vercel: ['environment', 'team', 'branch'],
  netlify: ['environment', 'scope'],
};

export const SYSTEM_IDS = Object.keys(READERS) as readonly CiSystemId[];

/** How a place of each system is written, for forms, help and messages. */
export const PLACE_FORMS: Readonly<Record<CiSystemId, string>> = {
  github: 'OWNER/REPO, or ORGANISATION for the secrets of an organisation',
  gitlab: 'GROUP/PROJECT, or GROUP for the variables of a group',
  circleci: 'gh/ORG/REPO (gh, bb or circleci), or gh/ORG for a context',
  jenkins: 'nothing, or the FOLDER (team/app)',
  bitbucket: 'WORKSPACE/REPO, or WORKSPACE',
  vercel: 'PROJECT',
  netlify: 'ACCOUNT/SITE, or ACCOUNT',
};

const LONGEST = 500;

/**
 * Reads the place that a person named. Nothing is asked of the system: whether it is there shows at the first test.
 * @param text as typed; an address of the repository's page is taken for GitHub, GitLab and Bitbucket
 */
export function readPlace(
  system: CiSystemId,
  text: string,
  choices: PlaceChoices = {},
): Result<CiPlace, 'ci-place-invalid'> {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || (trimmed !== '' && lineProblem(trimmed, LONGEST) !== null)) {
    return invalid(system, 'That is too long, or holds characters that no name has.');
  }
  for (const [choice, value] of Object.entries(choices)) {
    if (value === undefined || value === false || PLACE_CHOICES[system].includes(choice as keyof PlaceChoices))
      continue;
    return invalid(system, `"${choice}" means nothing here.`);
  }
  for (const value of [choices.environment, choices.scope, choices.context, choices.team, choices.branch]) {
    const problem = value === undefined ? null : lineProblem(value, LONGEST);
    if (problem !== null)
      return failure('ci-place-invalid', `The name of an environment, scope or context ${problem}.`);
  }
  return READERS[system](trimmed, choices);
}

function readGitHub(text: string, choices: PlaceChoices): PlaceResult<'github'> {
  const family = choices.dependabot === true ? 'dependabot' : 'actions';
  const environment = choices.environment ?? null;
  const parts = partsOf(text, 'github.com');
  if (!parts.every((part) => /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(part))) {
    return invalid('github', 'GitHub names have letters without accents, digits, ".", "_" and "-" only.');
  }
  const [owner = '', repository] = parts;
  if (choices.org === true) {
    if (parts.length !== 1)
      return invalid('github', 'Of an organisation only its name is given, without a repository.');
    if (environment !== null)
      return invalid('github', 'An organisation has no environments: they belong to a repository.');
    const visibility = choices.visibility ?? 'private';
    if (visibility !== 'all' && visibility !== 'private' && visibility !== 'selected') {
      return invalid('github', 'Who may use it is one of: all, private, selected.');
    }
    return success({ system: 'github', owner, repository: null, environment: null, family, visibility });
  }
  if (choices.visibility !== undefined) return invalid('github', 'Only secrets of an organisation have a visibility.');
  if (repository === undefined || parts.length !== 2) {
    return invalid('github', 'Name the repository with its owner, or say that this is an organisation.');
  }
  if (family === 'dependabot' && environment !== null) {
    return invalid('github', 'Dependabot has no secrets of an environment.');
  }
  const withoutGit = repository.replace(/\.git$/, '');
  if (withoutGit === '') return invalid('github', 'The repository has no name.');
  return success({ system: 'github', owner, repository: withoutGit, environment, family, visibility: null });
}

function readGitLab(text: string, choices: PlaceChoices): PlaceResult<'gitlab'> {
  const kind = choices.group === true ? 'group' : 'project';
  // A project's address goes on behind "/-/".
  const parts = partsOf(text, null).map((part) => part.replace(/\.git$/, ''));
  const end = parts.indexOf('-');
  const named = end === -1 ? parts : parts.slice(0, end);
  const path = named.join('/');
  const isId = named.length === 1 && /^\d+$/.test(path);
  if (path === '' || !named.every((part) => /^(?!\.{1,2}$)[\p{L}\p{N}_.-]+$/u.test(part))) {
    return invalid('gitlab', 'GitLab paths have letters, digits, "_", "-" and "." between their slashes.');
  }
  if (kind === 'project' && named.length < 2 && !isId) {
    return invalid('gitlab', 'Name the project with its group, or by its number, or say that this is a group.');
  }
  if (choices.environment !== undefined && choices.scope !== undefined && choices.environment !== choices.scope) {
    return invalid('gitlab', 'An environment and a scope are the same here: give one of them.');
  }
  const hidden = choices.hidden === true;
  if (hidden && choices.masked === false) return invalid('gitlab', 'What is hidden is masked as well.');
  return success({
    system: 'gitlab',
    kind,
    path,
    environmentScope: choices.scope ?? choices.environment ?? '*',
    masked: choices.masked ?? true,
    hidden,
    protected: choices.protected === true,
  });
}

/** CircleCI's words for where a repository lies, and their short forms. */
const VCS: ReadonlyMap<string, string> = new Map([
  ['github', 'gh'],
  ['gh', 'gh'],
  ['bitbucket', 'bb'],
  ['bb', 'bb'],
  ['circleci', 'circleci'],
]);

function readCircleCi(text: string, choices: PlaceChoices): PlaceResult<'circleci'> {
  const parts = partsOf(text, null);
  if (!parts.every((part) => /^(?!\.{1,2}$)[\p{L}\p{N}_.-]+$/u.test(part))) {
    return invalid('circleci', 'The parts of a slug have letters, digits, "_", "-" and "." only.');
  }
  const wanted = choices.context === undefined ? 3 : 2;
  const short = VCS.get((parts[0] ?? '').toLowerCase());
  // ORG/REPO by itself is one of GitHub's, as CircleCI's own pages have it.
  const full =
    short !== undefined && parts.length === wanted
      ? [short, ...parts.slice(1)]
      : parts.length === wanted - 1
        ? ['gh', ...parts]
        : null;
  if (full === null) {
    return invalid(
      'circleci',
      choices.context === undefined
        ? 'Name the project by its slug, or the name of the context as well.'
        : 'For a context only the organisation is named.',
    );
  }
  const slug = full.join('/');
  return choices.context === undefined
    ? success({ system: 'circleci', kind: 'project', slug, context: null })
    : success({ system: 'circleci', kind: 'context', slug, context: choices.context });
}

function readJenkins(text: string): PlaceResult<'jenkins'> {
  const folders = text.split('/').filter((part) => part !== '');
  if (folders.some((part) => part === '.' || part === '..')) {
    return invalid('jenkins', 'A folder is named from the top, without "." and "..".');
  }
  return success({ system: 'jenkins', folder: folders.join('/') });
}

function readBitbucket(text: string, choices: PlaceChoices): PlaceResult<'bitbucket'> {
  const [workspace, repository = null, ...more] = partsOf(text, 'bitbucket.org');
  const fits = [workspace, repository].every((part) => part == null || /^(?!\.{1,2}$)[A-Za-z0-9_.{}-]+$/.test(part));
  if (workspace === undefined || more.length > 0 || !fits) {
    return invalid('bitbucket', 'Bitbucket names have letters without accents, digits, "_", "-" and "." only.');
  }
  const environment = choices.environment ?? null;
  if (repository === null && environment !== null) {
    return invalid('bitbucket', 'An environment belongs to a repository: name the repository as well.');
  }
  return success({ system: 'bitbucket', workspace, repository, environment });
}

const VERCEL_TARGETS = ['production', 'preview', 'development'] as const;

function readVercel(text: string, choices: PlaceChoices): PlaceResult<'vercel'> {
  const [first, second, ...more] = partsOf(text, 'vercel.com');
  const project = second ?? first;
  const team = second === undefined ? (choices.team ?? null) : (first ?? null);
  if (project === undefined || more.length > 0 || ![project, team ?? 'x'].every((part) => /^[\w.-]+$/.test(part))) {
    return invalid(
      'vercel',
      'A project has letters, digits, "_", "-" and "." only; a team stands before it, or is named by itself.',
    );
  }
  if (second !== undefined && choices.team !== undefined && choices.team !== first) {
    return invalid('vercel', 'Two different teams are named.');
  }
  const gitBranch = choices.branch ?? null;
  const written = choices.environment?.split(',').map((one) => one.trim().toLowerCase());
  const targets = VERCEL_TARGETS.filter((one) =>
    (written ?? (gitBranch === null ? ['production'] : ['preview'])).includes(one),
  );
  if (targets.length === 0 || (written !== undefined && targets.length !== new Set(written).size)) {
    return invalid(
      'vercel',
      `Its environment is one or more of: ${VERCEL_TARGETS.join(', ')}, with commas between them.`,
    );
  }
  if (gitBranch !== null && (targets.length !== 1 || targets[0] !== 'preview')) {
    return invalid('vercel', 'A branch has variables of its own for the environment preview only.');
  }
  return success({ system: 'vercel', project, team, targets, gitBranch });
}

function readNetlify(text: string, choices: PlaceChoices): PlaceResult<'netlify'> {
  const [account, site = null, ...more] = partsOf(text, null);
  const fits = [account, site].every((part) => part == null || /^(?!\.{1,2}$)[\w.-]+$/.test(part));
  if (account === undefined || more.length > 0 || !fits) {
    return invalid('netlify', 'Accounts and sites are named by their slug or id.');
  }
  if (choices.environment !== undefined && choices.scope !== undefined && choices.environment !== choices.scope) {
    return invalid('netlify', 'An environment and a scope are the same here: give one of them.');
  }
  const typed = (choices.scope ?? choices.environment ?? '').trim();
  return success({ system: 'netlify', account, site, context: netlifyContext(typed) });
}

/** As Netlify's own client reads it: short words for two contexts, and `branch:NAME`. */
function netlifyContext(typed: string): string {
  switch (typed) {
    case '':
      return NETLIFY_DEFAULT_CONTEXT;
    case 'prod':
      return 'production';
    case 'dp':
      return 'deploy-preview';
    default:
      return typed.replace(/^branch:(?=.)/, '');
  }
}

/** The parts between slashes, of a path or of a page's address. A host that is not the system's own is no part. */
function partsOf(text: string, host: string | null): string[] {
  let path = text;
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) {
    const url = new URL(text);
    if (host === null || url.hostname === host || url.hostname === `www.${host}`) path = url.pathname;
  } else if (host !== null && text.toLowerCase().startsWith(`${host}/`)) {
    path = text.slice(host.length);
  }
  return path.split('/').filter((part) => part !== '');
}

function invalid(system: CiSystemId, what: string): Failed<'ci-place-invalid'> {
  return failure('ci-place-invalid', `${what} A place of ${system} is written: ${PLACE_FORMS[system]}.`, { system });
}
