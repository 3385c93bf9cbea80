import formats from './formats.json' with { type: 'json' };

/** Ids that do not follow from the name. */
const SPECIAL_IDS: ReadonlyMap<string, string> = new Map([['AWS', 'aws-iam']]);

/** Providers that are known without a documented value format. */
const WITHOUT_FORMAT: readonly (readonly [string, string])[] = [
  ['datadog', 'Datadog'],
  ['fastly', 'Fastly'],
  ['azure-devops', 'Azure DevOps'],
  ['nativebridge', 'NativeBridge'],
  ['norrix', 'Norrix'],
  ['nativemessage', 'NativeMessage'],
  ['sdkkey', 'SDK&Key'],
  ['bkend', 'bkend'],
  ['paystack', 'Paystack'],
  ['clerk', 'Clerk'],
  ['alibaba-cloud', 'Alibaba Cloud'],
  ['mistral', 'Mistral AI'],
  ['cohere', 'Cohere'],
  ['together', 'Together AI'],
  ['fireworks', 'Fireworks AI'],
  ['moonshot', 'Moonshot AI'],
  ['zhipu', 'Zhipu AI'],
  ['siliconflow', 'SiliconFlow'],
  ['voyage', 'Voyage AI'],
  ['deepgram', 'Deepgram'],
  ['assemblyai', 'AssemblyAI'],
  ['plaid', 'Plaid'],
  ['razorpay', 'Razorpay'],
  ['flutterwave', 'Flutterwave'],
  ['braintree', 'Braintree'],
  ['paypal', 'PayPal'],
  ['adyen', 'Adyen'],
  ['mollie', 'Mollie'],
  ['paddle', 'Paddle'],
  ['coinbase', 'Coinbase'],
  ['algolia', 'Algolia'],
  ['auth0', 'Auth0'],
  ['okta', 'Okta'],
  ['cloudinary', 'Cloudinary'],
  ['mapbox', 'Mapbox'],
  ['rollbar', 'Rollbar'],
  ['bugsnag', 'Bugsnag'],
  ['honeycomb', 'Honeycomb'],
  ['launchdarkly', 'LaunchDarkly'],
  ['hubspot', 'HubSpot'],
  ['mixpanel', 'Mixpanel'],
  ['amplitude', 'Amplitude'],
  ['pagerduty', 'PagerDuty'],
  ['pusher', 'Pusher'],
  ['resend', 'Resend'],
  ['postmark', 'Postmark'],
  ['brevo', 'Brevo'],
  ['mailjet', 'Mailjet'],
  ['vonage', 'Vonage'],
  ['upstash', 'Upstash'],
  ['neon', 'Neon'],
  ['turso', 'Turso'],
  ['clickup', 'ClickUp'],
];

/** The id of a provider that `formats.json` names; null for "generic", which is no provider. */
export function providerIdOf(providerName: string): string | null {
  if (providerName === 'generic') return null;
  const slug = providerName.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return SPECIAL_IDS.get(providerName) ?? slug;
}

/** Every provider that recognition can name: id (lower-case kebab) to display name. */
export const PROVIDER_NAMES: ReadonlyMap<string, string> = new Map([
  ...formats.flatMap(({ provider }) => {
    const id = providerIdOf(provider);
    return id === null ? [] : [[id, id === 'aws-iam' ? 'AWS IAM' : provider] as const];
  }),
  ...WITHOUT_FORMAT,
]);

/** The environment variable that a provider's own tools and documentation use. Only well-known ones. */
export const DEFAULT_ENV_NAMES: ReadonlyMap<string, string> = new Map([
  ['nativebridge', 'NATIVEBRIDGE_API_KEY'],
  ['norrix', 'NORRIX_API_KEY'],
  ['github', 'GITHUB_TOKEN'],
  ['gitlab', 'GITLAB_TOKEN'],
  ['openai', 'OPENAI_API_KEY'],
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['sendgrid', 'SENDGRID_API_KEY'],
  ['stripe', 'STRIPE_SECRET_KEY'],
  ['npm', 'NPM_TOKEN'],
  ['hugging-face', 'HF_TOKEN'],
  ['cloudflare', 'CLOUDFLARE_API_TOKEN'],
  ['datadog', 'DD_API_KEY'],
  ['supabase', 'SUPABASE_ACCESS_TOKEN'],
  ['vercel', 'VERCEL_TOKEN'],
  ['digitalocean', 'DIGITALOCEAN_ACCESS_TOKEN'],
  ['fastly', 'FASTLY_API_KEY'],
  ['groq', 'GROQ_API_KEY'],
  ['replicate', 'REPLICATE_API_TOKEN'],
  ['sentry', 'SENTRY_AUTH_TOKEN'],
  ['pulumi', 'PULUMI_ACCESS_TOKEN'],
  ['heroku', 'HEROKU_API_KEY'],
  ['databricks', 'DATABRICKS_TOKEN'],
]);

/** Words in a key's name that are another way to say a provider. */
const NAME_ALIASES: readonly (readonly [string, string])[] = [
  ['GH_TOKEN', 'github'],
  ['HF', 'hugging-face'],
  ['HUGGINGFACE', 'hugging-face'],
  ['HUGGINGFACEHUB', 'hugging-face'],
  ['AWS', 'aws-iam'],
  ['DD_API_KEY', 'datadog'],
  ['DD_APP_KEY', 'datadog'],
  ['NODE_AUTH_TOKEN', 'npm'],
  ['CF_API_TOKEN', 'cloudflare'],
  ['DASHSCOPE', 'alibaba-cloud'],
  ['GEMINI_API_KEY', 'google'],
  ['DOCKERHUB', 'docker-hub'],
];
/** Names that are ordinary words in a variable's name as well (MAX_AGE). */
const ORDINARY_WORDS: ReadonlySet<string> = new Set([
  'age',
  'sdkkey',
  'linear',
  'square',
  'notion',
  'together',
  'fireworks',
  'voyage',
  'mistral',
  'paddle',
  'plaid',
  'neon',
  'resend',
  'pusher',
  'amplitude',
]);

const NAME_WORDS: ReadonlyMap<string, string> = new Map([
  ...[...PROVIDER_NAMES.keys()]
    .filter((id) => !ORDINARY_WORDS.has(id))
    .map((id) => [id.replaceAll('-', '_').toUpperCase(), id] as const),
  // Beside API_KEY an ordinary word is a provider's name.
  ...[...ORDINARY_WORDS].map((id) => [`${id.toUpperCase()}_API_KEY`, id] as const),
  ...NAME_ALIASES,
]);

/** The provider that a key's name speaks of (`NATIVEBRIDGE_API_KEY`, `datadog.app-key`), or null. */
export function providerInName(name: string): string | null {
  const words = name
    .slice(0, 200)
    .toUpperCase()
    .split(/[^A-Z0-9]+/);
  for (let length = Math.min(3, words.length); length > 0; length -= 1) {
    for (let start = 0; start + length <= words.length; start += 1) {
      const id = NAME_WORDS.get(words.slice(start, start + length).join('_'));
      if (id !== undefined) return id;
    }
  }
  return null;
}
