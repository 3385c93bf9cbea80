/** What can be done to a key at a provider. Apart from the schemas, so that the window can name them without zod. */
export const PROVIDER_ACTIONS = ['create', 'revoke', 'deactivate', 'regenerate', 'delete', 'archive'] as const;
