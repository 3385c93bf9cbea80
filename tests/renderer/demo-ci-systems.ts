import type { CiSystemInfo } from '#shared/contract/ci-targets.ts';

const TOKEN = [{ field: 'token', label: 'Access token', secret: true, optional: false }];

/** What core/ci/systems says of each system, for windows without an engine. */
export const DEMO_SYSTEMS: CiSystemInfo[] = [
  {
    id: 'github',
    name: 'GitHub',
    baseUrl: 'https://api.github.com',
    token: TOKEN,
    tokenNeeds:
      'a fine-grained token that may read and write "Secrets" of the repository ("Environments" for those of an environment, "Dependabot secrets", or the organisation’s "Secrets"), or a classic token with the scope repo (admin:org for an organisation)',
    placeForm: 'OWNER/REPO, or ORGANISATION with --org',
    choices: ['environment', 'org', 'visibility', 'dependabot'],
  },
  {
    id: 'gitlab',
    name: 'GitLab',
    baseUrl: 'https://gitlab.com/api/v4',
    token: TOKEN,
    tokenNeeds:
      'an access token with the scope api, of somebody who is Maintainer of the project, or Owner of the group',
    placeForm: 'GROUP/PROJECT, or GROUP with --group',
    choices: ['environment', 'group', 'scope', 'masked', 'hidden', 'protected'],
  },
  {
    id: 'circleci',
    name: 'CircleCI',
    baseUrl: 'https://circleci.com/api/v2',
    token: [{ field: 'token', label: 'Personal API token', secret: true, optional: false }],
    tokenNeeds: 'a personal API token of somebody who may change the settings of the project, or the contexts',
    placeForm: 'gh/ORG/REPO (gh, bb or circleci), or gh/ORG with --context NAME',
    choices: ['context'],
  },
  {
    id: 'jenkins',
    name: 'Jenkins',
    baseUrl: null,
    token: [
      { field: 'user', label: 'User name', secret: false, optional: false },
      { field: 'apiToken', label: 'API token', secret: true, optional: false },
    ],
    tokenNeeds:
      'an API token of a user with the permissions Credentials/View, Credentials/Create and Credentials/Update',
    placeForm: 'nothing, or the FOLDER (team/app)',
    choices: [],
  },
  {
    id: 'bitbucket',
    name: 'Bitbucket',
    baseUrl: 'https://api.bitbucket.org/2.0',
    token: [
      { field: 'token', label: 'API token, app password or access token', secret: true, optional: false },
      {
        field: 'user',
        label: 'User name or e-mail address (none for the access token of a repository or workspace)',
        secret: false,
        optional: true,
      },
    ],
    tokenNeeds: 'a token with the scopes pipeline and pipeline:variable',
    placeForm: 'WORKSPACE/REPO, or WORKSPACE',
    choices: ['environment'],
  },
  {
    id: 'vercel',
    name: 'Vercel',
    baseUrl: 'https://api.vercel.com',
    token: TOKEN,
    tokenNeeds: 'an access token whose scope is the account or the team of the project',
    placeForm: 'PROJECT',
    choices: ['environment', 'team', 'branch'],
  },
  {
    id: 'netlify',
    name: 'Netlify',
    baseUrl: 'https://api.netlify.com/api/v1',
    token: [{ field: 'token', label: 'Personal access token', secret: true, optional: false }],
    tokenNeeds: 'a personal access token of somebody who may change the environment variables of the team or site',
    placeForm: 'ACCOUNT/SITE, or ACCOUNT',
    choices: ['environment', 'scope'],
  },
];
