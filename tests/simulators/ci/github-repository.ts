import { accountOf } from '../providers/github-user.ts';

/** Addresses below a repository's own that GitHub names with it, as templates (RFC 6570). */
const BELOW = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
  url: '',
} as const;

/** The fields that GitHub's schema calls `minimal-repository`. */
export function repositoryOf(fullName: string, id: number) {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    id,
    node_id: 'MDEwOlJlcG9zaXRvcnkxMzAwMDAwMDA=',
    name,
    full_name: fullName,
    owner: accountOf(owner, 652_551),
    private: true,
    html_url: `https://github.com/${fullName}`,
    description: null,
    fork: false,
    ...Object.fromEntries(
      Object.entries(BELOW).map(([field, path]) => [field, `https://api.github.com/repos/${fullName}${path}`]),
    ),
  };
}
