/** The fields that GitHub's schema calls `simple-user`. */
export function accountOf(login: string, id: number) {
  const url = `https://api.github.com/users/${login}`;
  return {
    login,
    id,
    node_id: 'MDQ6VXNlcjU4MzIzMQ==',
    avatar_url: `https://avatars.githubusercontent.com/u/${id}`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    site_admin: false,
  };
}

/** And what `private-user` adds. */
export function userOf(login: string, id: number) {
  return {
    ...accountOf(login, id),
    user_view_type: 'private',
    name: 'Octo Dev',
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 2,
    public_gists: 0,
    followers: 1,
    following: 0,
    created_at: '2020-01-10T15:53:42Z',
    updated_at: '2026-01-10T15:53:42Z',
    private_gists: 0,
    total_private_repos: 4,
    owned_private_repos: 4,
    disk_usage: 100,
    collaborators: 0,
    two_factor_authentication: true,
  };
}
