/** Netlify's deploy contexts, the most usual first; every other word is a branch. */
export const NETLIFY_CONTEXTS = ['production', 'deploy-preview', 'branch-deploy', 'dev', 'dev-server', 'all'] as const;
/**
 * What is meant where no context is named. Without one Netlify's own client, too, gives a secret no value for all contexts: a
 * deploy preview of somebody's pull request would get the key of production, and `dev` takes no secret at all.
 */
export const NETLIFY_DEFAULT_CONTEXT = 'production';
