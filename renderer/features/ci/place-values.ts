import type { WrittenPlace } from '#shared/contract/ci-targets.ts';
import type { CiSystemId } from '#shared/domain/ci.ts';

/** What of a system the secrets are of; each system has some of these. */
export type PlaceKind =
  | 'repository'
  | 'environment'
  | 'organisation'
  | 'project'
  | 'group'
  | 'context'
  | 'folder'
  | 'workspace'
  | 'site'
  | 'team';

/** The fields of a place, of every system; those that a system does not have stay as they are. */
export interface PlaceValues {
  readonly kind: PlaceKind;
  readonly text: string;
  readonly environment: string;
  readonly visibility: string;
  readonly dependabot: boolean;
  readonly scope: string;
  readonly masked: boolean;
  readonly hidden: boolean;
  readonly protected: boolean;
  readonly context: string;
  readonly team: string;
  readonly branch: string;
  /** Vercel's environments. */
  readonly stages: readonly string[];
}

export const STAGES = ['production', 'preview', 'development'] as const;

export interface KindWords {
  readonly kind: PlaceKind;
  readonly label: string;
  /** What is typed for it, and an example. */
  readonly textLabel: string;
  readonly placeholder: string;
}

/** What can be chosen of each system, the most usual first, in the words of its own pages. */
export const PLACE_KINDS: Readonly<Record<CiSystemId, readonly [KindWords, ...KindWords[]]>> = {
  github: [
    { kind: 'repository', label: 'Repository', textLabel: 'Repository', placeholder: 'acme/storefront' },
    { kind: 'environment', label: 'Environment', textLabel: 'Repository', placeholder: 'acme/storefront' },
    { kind: 'organisation', label: 'Organisation', textLabel: 'Organisation', placeholder: 'acme' },
  ],
  gitlab: [
    { kind: 'project', label: 'Project', textLabel: 'Project', placeholder: 'acme/storefront' },
    { kind: 'group', label: 'Group', textLabel: 'Group', placeholder: 'acme' },
  ],
  circleci: [
    { kind: 'project', label: 'Project', textLabel: 'Project', placeholder: 'gh/acme/storefront' },
    { kind: 'context', label: 'Context', textLabel: 'Organisation', placeholder: 'gh/acme' },
  ],
  jenkins: [{ kind: 'folder', label: 'Folder', textLabel: 'Folder (optional)', placeholder: 'team/app' }],
  bitbucket: [
    { kind: 'repository', label: 'Repository', textLabel: 'Repository', placeholder: 'acme/storefront' },
    { kind: 'environment', label: 'Deployment', textLabel: 'Repository', placeholder: 'acme/storefront' },
    { kind: 'workspace', label: 'Workspace', textLabel: 'Workspace', placeholder: 'acme' },
  ],
  vercel: [{ kind: 'project', label: 'Project', textLabel: 'Project', placeholder: 'storefront' }],
  netlify: [
    { kind: 'site', label: 'Site', textLabel: 'Site with its team', placeholder: 'acme/storefront' },
    { kind: 'team', label: 'Team', textLabel: 'Team', placeholder: 'acme' },
  ],
};

const BLANK: Omit<PlaceValues, 'kind'> = {
  text: '',
  environment: '',
  visibility: 'private',
  dependabot: false,
  scope: '',
  masked: true,
  hidden: false,
  protected: false,
  context: '',
  team: '',
  branch: '',
  stages: ['production'],
};

/** The fields for a place that is there, or for a new one. */
export function placeValues(system: CiSystemId, written: WrittenPlace | null): PlaceValues {
  if (written === null) return { ...BLANK, kind: PLACE_KINDS[system][0].kind };
  const { text, choices } = written;
  return {
    kind: kindOf(system, written),
    text,
    environment: choices.environment ?? '',
    visibility: choices.visibility ?? 'private',
    dependabot: choices.dependabot ?? false,
    scope: choices.scope ?? (system === 'gitlab' || system === 'netlify' ? (choices.environment ?? '') : ''),
    masked: choices.masked ?? true,
    hidden: choices.hidden ?? false,
    protected: choices.protected ?? false,
    context: choices.context ?? '',
    team: choices.team ?? '',
    branch: choices.branch ?? '',
    stages:
      choices.environment === undefined
        ? [choices.branch === undefined ? 'production' : 'preview']
        : choices.environment.split(',').map((stage) => stage.trim()),
  };
}

function kindOf(system: CiSystemId, { text, choices }: WrittenPlace): PlaceKind {
  const parts = text.split('/').filter(Boolean).length;
  switch (system) {
    case 'github':
      if (choices.org === true) return 'organisation';
      return choices.environment === undefined ? 'repository' : 'environment';
    case 'gitlab':
      return choices.group === true ? 'group' : 'project';
    case 'circleci':
      return choices.context === undefined ? 'project' : 'context';
    case 'jenkins':
      return 'folder';
    case 'bitbucket':
      if (choices.environment !== undefined) return 'environment';
      return parts > 1 ? 'repository' : 'workspace';
    case 'vercel':
      return 'project';
    case 'netlify':
      return parts > 1 ? 'site' : 'team';
  }
}

/** The fields as the engine takes them: only the choices that mean something to what was chosen. */
export function writtenOf(system: CiSystemId, values: PlaceValues): WrittenPlace {
  return { text: values.text.trim(), choices: choicesOf(system, values) };
}

function choicesOf(system: CiSystemId, values: PlaceValues): WrittenPlace['choices'] {
  const { kind } = values;
  const environment = values.environment.trim();
  const scope = values.scope.trim();
  switch (system) {
    case 'github':
      return {
        ...(kind === 'environment' ? { environment } : {}),
        ...(kind === 'organisation' ? { org: true, visibility: values.visibility } : {}),
        ...(kind !== 'environment' && values.dependabot ? { dependabot: true } : {}),
      };
    case 'gitlab':
      return {
        ...(kind === 'group' ? { group: true } : {}),
        ...(scope === '' ? {} : { scope }),
        masked: values.masked || values.hidden,
        hidden: values.hidden,
        protected: values.protected,
      };
    case 'circleci':
      return kind === 'context' ? { context: values.context.trim() } : {};
    case 'jenkins':
      return {};
    case 'bitbucket':
      return kind === 'environment' ? { environment } : {};
    case 'vercel': {
      const branch = values.branch.trim();
      const team = values.team.trim();
      return {
        environment: values.stages.join(','),
        ...(team === '' ? {} : { team }),
        ...(branch === '' ? {} : { branch }),
      };
    }
    case 'netlify':
      return scope === '' ? {} : { scope };
  }
}

/** What can be told to be missing without asking the engine, by field. */
export function missingInPlace(system: CiSystemId, values: PlaceValues): Readonly<Record<string, string>> {
  const errors: Record<string, string> = {};
  const words = PLACE_KINDS[system].find(({ kind }) => kind === values.kind);
  if (system !== 'jenkins' && values.text.trim() === '') errors['text'] = `Name the ${nounOf(words)}.`;
  if (values.kind === 'environment' && values.environment.trim() === '')
    errors['environment'] = 'Name the environment.';
  if (values.kind === 'context' && values.context.trim() === '') errors['context'] = 'Name the context.';
  if (system === 'vercel' && values.stages.length === 0) errors['stages'] = 'Choose at least one.';
  return errors;
}

function nounOf(words: KindWords | undefined): string {
  return (words?.textLabel ?? 'place').toLowerCase();
}
