import type { Issuer } from '../issuer.ts';
import { anthropic } from './anthropic.ts';
import { awsIam } from './aws-iam.ts';
import { cloudflare } from './cloudflare.ts';
import { gitlab } from './gitlab.ts';
import { openaiAdmin, openaiProject, openaiServiceAccount } from './openai.ts';
import { sendgrid } from './sendgrid.ts';

/** By the provider's id, then by the definition's kind of key; an empty one is every kind that is not named. */
const ISSUERS: Readonly<Record<string, Readonly<Record<string, Issuer>>>> = {
  anthropic: { 'api-key': anthropic },
  'aws-iam': { 'iam-access-key-id': awsIam, 'secret-access-key': awsIam, '': awsIam },
  cloudflare: { 'user-api-token': cloudflare, 'account-api-token': cloudflare, '': cloudflare },
  gitlab: { 'personal-project-group-access-token': gitlab, 'access-token-routable': gitlab, '': gitlab },
  openai: {
    'admin-key': openaiAdmin,
    'service-account-key': openaiServiceAccount,
    'project-key': openaiProject,
  },
  sendgrid: { '': sendgrid, 'api-key': sendgrid },
};

/** What a provider's API can do for a kind of key; null where nothing is documented, or Keyrail does not use it. */
export function issuerOf(provider: string | null, keyKind: string | null): Issuer | null {
  const own = provider !== null && Object.hasOwn(ISSUERS, provider) ? ISSUERS[provider] : undefined;
  const kind = keyKind ?? '';
  return own !== undefined && Object.hasOwn(own, kind) ? (own[kind] ?? null) : null;
}
